/** A player who remembers what was acknowledged. */
export interface Writer {
  readonly head: number;
  readonly violations: readonly string[];
  readonly player: { history(): Promise<readonly { revision: number }[]> };
  checkContent(revision: number): Promise<void>;
}

/** Players who save in parallel until so many saves are acknowledged, with a pause of `pace` milliseconds after each. */
export declare class Load {
  constructor(options: { seed: number; saves: number; at: () => string; pace?: number; large?: number });
  readonly left: number;
  readonly writers: readonly Writer[];
  open(): Promise<void>;
  all(): Promise<void>;
  stop(): void;
}

export declare const args: readonly string[];
