/** Whole numbers beyond this are not sent as differences, so that two of them and their signs fit into 53 bits. */
const farthest = 2 ** 49;

/** Rounding to multiples of a step. A step of 0 rounds nothing. */
export class Quantum {
  /** Steps in 1, when that is a whole number: dividing by 100 gives 0.07, multiplying by 0.01 gives 0.07000000000000001. */
  private readonly perUnit: number;

  constructor(readonly step: number) {
    const perUnit = Math.round(1 / step);
    this.perUnit = step > 0 && step < 1 && 1 / perUnit === step ? perUnit : 0;
  }

  /** The nearest whole number of steps, or NaN when it is too large to count. */
  steps(value: number): number {
    const steps = Math.round(this.perUnit > 0 ? value * this.perUnit : value / this.step);
    return steps > -farthest && steps < farthest ? steps + 0 : Number.NaN;
  }

  value(steps: number): number {
    return this.perUnit > 0 ? steps / this.perUnit : steps * this.step;
  }

  round(value: number): number {
    if (this.step === 0) return value;
    const steps = this.steps(value);
    return Number.isNaN(steps) ? value : this.value(steps);
  }
}

/** Whether a number can be sent as the difference to another one without a quantum. */
export const isCountable = (value: number): boolean =>
  Number.isInteger(value) && value > -farthest && value < farthest;
