import { describe, expect, it } from '@jest/globals';
import { duration, progressLine } from './progress-line.js';

describe('the line of a progress', () => {
  it('says the share, the rate and what is left', () => {
    expect(progressLine({ done: 250e6, total: 1000e6, seconds: 5 })).toBe(
      `${'█'.repeat(6)}${'░'.repeat(18)}  25%  50.0 MB/s  15 s left`,
    );
  });

  it('says nothing silly at the beginning and at the end', () => {
    expect(progressLine({ done: 0, total: 10, seconds: 0 })).toContain('  0%  0.0 MB/s');
    expect(progressLine({ done: 0, total: 0, seconds: 0 })).toContain('100%');
    expect(progressLine({ done: 12, total: 10, seconds: 1 })).toContain('100%');
  });

  it('says times as a person does', () => {
    expect([duration(3.2), duration(600), duration(7200)]).toEqual(['4 s', '10 min', '2.0 h']);
  });
});
