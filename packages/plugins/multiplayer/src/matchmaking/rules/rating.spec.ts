import { describe, expect, it } from '@jest/globals';
import { newcomer, pointsOf, ratedMatch, type Skill } from './rating.js';

describe('a rating', () => {
  it('is 1000 for a newcomer, and about 1500 for somebody settled of average skill', () => {
    expect(pointsOf(newcomer)).toBe(1000);
    const average = { mu: 25, sigma: 1.7 };
    expect(pointsOf(average)).toBeGreaterThan(1450);
    expect(pointsOf(average)).toBeLessThan(1550);
  });

  it('rises for who won and falls for who lost, the more the less it was expected', () => {
    const strong: Skill = { mu: 30, sigma: 2 };
    const weak: Skill = { mu: 20, sigma: 2 };
    const [[expectedWin], [expectedLoss]] = ratedMatch([[strong], [weak]], [1, 2]) as [[Skill], [Skill]];
    const [[upsetLoss], [upsetWin]] = ratedMatch([[strong], [weak]], [2, 1]) as [[Skill], [Skill]];
    expect(expectedWin.mu).toBeGreaterThan(strong.mu);
    expect(expectedLoss.mu).toBeLessThan(weak.mu);
    expect(upsetWin.mu - weak.mu).toBeGreaterThan(expectedWin.mu - strong.mu);
    expect(strong.mu - upsetLoss.mu).toBeGreaterThan(weak.mu - expectedLoss.mu);
  });

  it('moves equals apart by nothing when they draw', () => {
    const [[one], [other]] = ratedMatch([[newcomer], [newcomer]], [1, 1]) as [[Skill], [Skill]];
    expect(one.mu).toBeCloseTo(other.mu, 10);
    expect(one.sigma).toBeLessThan(newcomer.sigma);
  });

  it('finds out who is strong: after thirty matches the order is right', () => {
    let skills: Skill[] = Array.from({ length: 4 }, () => newcomer);
    for (let round = 0; round < 30; round += 1)
      skills = ratedMatch(
        skills.map((skill) => [skill]),
        [1, 2, 3, 4],
      ).map(([skill]) => skill as Skill);
    const points = skills.map(pointsOf);
    expect(points).toEqual(points.toSorted((one, other) => other - one));
    expect(points[0]! - points[3]!).toBeGreaterThan(400);
  });
});
