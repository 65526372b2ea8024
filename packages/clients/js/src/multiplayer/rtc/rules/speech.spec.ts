import { describe, expect, it } from '@jest/globals';
import { Speech } from './speech.js';

const tone = (height: number) => Float32Array.from({ length: 256 }, (_, n) => Math.sin(n / 3) * height);

describe('speech', () => {
  it('begins with the first loud sound and is told once', () => {
    const speech = new Speech();
    expect(speech.hear(tone(0), 0)).toBeNull();
    expect(speech.hear(tone(0.1), 100)).toBe(true);
    expect(speech.hear(tone(0.1), 200)).toBeNull();
  });

  it('goes on over a breath and ends after a longer quiet', () => {
    const speech = new Speech();
    speech.hear(tone(0.1), 0);
    expect(speech.hear(tone(0), 399)).toBeNull();
    expect(speech.hear(tone(0), 400)).toBe(false);
    expect(speech.hear(tone(0.1), 500)).toBe(true);
  });

  it('is no noise of a quiet room, and nothing at all', () => {
    const speech = new Speech();
    expect(speech.hear(tone(0.005), 0)).toBeNull();
    expect(speech.hear(new Float32Array(0), 100)).toBeNull();
  });

  it('ends at once when the microphone is muted', () => {
    const speech = new Speech();
    speech.hear(tone(0.1), 0);
    expect(speech.hush()).toBe(false);
    expect(speech.hush()).toBeNull();
  });
});
