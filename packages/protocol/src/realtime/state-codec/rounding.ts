import type { StateData } from '../merge-state.js';
import { Quantum } from './quantum.js';

/** Rounds the numbers under some keys of states, at any depth, so that everybody is told the same ones. */
export class Rounding {
  private readonly quanta: readonly (readonly [key: string, quantum: Quantum])[];

  /** The step of each key, such as `{ position: 0.01 }`. */
  constructor(steps: Readonly<Record<string, number>>) {
    this.quanta = Object.entries(steps).map(([key, step]) => [key, new Quantum(step)]);
  }

  /** The state with rounded numbers. What is rounded already is not copied. */
  apply(data: Readonly<StateData>): Readonly<StateData> {
    let rounded: StateData | undefined;
    for (const [key, quantum] of this.quanta) {
      const value = data[key];
      if (value === undefined) continue;
      const near = roundValue(value, quantum);
      if (near !== value) (rounded ??= { ...data })[key] = near;
    }
    return rounded ?? data;
  }
}

function roundValue(value: unknown, quantum: Quantum): unknown {
  if (typeof value === 'number') return quantum.round(value);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Array.isArray(value) ? roundList(value, quantum) : roundObject(value as StateData, quantum);
}

function roundList(list: readonly unknown[], quantum: Quantum): readonly unknown[] {
  let rounded: unknown[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const near = roundValue(list[i], quantum);
    if (near !== list[i]) (rounded ??= [...list])[i] = near;
  }
  return rounded ?? list;
}

function roundObject(object: StateData, quantum: Quantum): StateData {
  let rounded: StateData | undefined;
  for (const key in object) {
    const near = roundValue(object[key], quantum);
    if (near !== object[key]) (rounded ??= { ...object })[key] = near;
  }
  return rounded ?? object;
}
