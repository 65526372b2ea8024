import type { Undo } from './bus.js';

/** That a node holds a name for a while. Of two claims of one name the one with the higher fence is the newer. */
export interface Claim {
  /** `room/<id>`, `code/<game>/<code>`, …: 1 to 255 characters. */
  readonly name: string;
  /** The node that holds it, 1 to 100 characters. */
  readonly node: string;
  /** A whole number, greater than that of every earlier claim of the name: who acts by an older one is refused. */
  readonly fence: number;
  /** What the holder wants others to know, up to 255 characters. */
  readonly about: string;
}

/** Carries rooms between nodes: which node owns one, and what nodes say to each other about it. */
export abstract class Relay {
  /**
   * Takes a name for `seconds` and returns the claim; `null` when it is held, by whomever. Of many that race exactly one
   * wins. What is not renewed in time is free again, and the next claim has a greater fence.
   */
  abstract claim(name: string, node: string, seconds: number, about?: string): Promise<Claim | null>;
  /** Makes claims last `seconds` from now and says of each whether it is still held. A lost one is not taken back. */
  abstract renew(claims: readonly Claim[], seconds: number): Promise<readonly boolean[]>;
  /**
   * Gives the name to another node, for `seconds` and without a moment in which it is free, and returns that node's
   * claim. `null`, and nothing has changed, when this claim no longer holds it.
   */
  abstract pass(claim: Claim, node: string, seconds: number): Promise<Claim | null>;
  /** Gives a name back, if this claim still holds it. Giving back twice is no error. */
  abstract release(claim: Claim): Promise<void>;
  /** The claim that holds a name now, or `null`. */
  abstract holder(name: string): Promise<Claim | null>;
  /**
   * Sends bytes to one node, in order per sender and at most once; a node that does not listen hears nothing.
   * Changing the bytes afterwards changes nothing that is heard.
   */
  abstract send(node: string, bytes: Uint8Array): Promise<void>;
  /** Hears what is sent to a node until undone. A listener that throws harms nobody. */
  abstract listen(node: string, listener: (bytes: Uint8Array) => void): Promise<Undo>;
}
