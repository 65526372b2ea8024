/** Loudness from which on somebody speaks: root mean square of samples between -1 and 1. */
const threshold = 0.015;
/** Milliseconds of quiet that are still a breath between two words. */
const breath = 400;

/** Whether somebody speaks, by how loud it was. */
export class Speech {
  private isSpeaking = false;
  private lastLoud = -Infinity;

  /** Takes samples at a time in milliseconds; `null` when nothing changed. */
  hear(samples: Float32Array, at: number): boolean | null {
    if (loudness(samples) >= threshold) this.lastLoud = at;
    return this.become(at - this.lastLoud < breath);
  }

  /** Nobody speaks who is muted. */
  hush(): boolean | null {
    this.lastLoud = -Infinity;
    return this.become(false);
  }

  private become(isSpeaking: boolean): boolean | null {
    if (this.isSpeaking === isSpeaking) return null;
    this.isSpeaking = isSpeaking;
    return isSpeaking;
  }
}

const loudness = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(samples.length, 1));
