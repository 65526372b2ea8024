import { Listeners, type Undo } from '../listeners.js';
import type { RpcFunction } from './shapes.js';

/** The functions that others may call, in whichever room the player is. */
export class RpcBook {
  private readonly functions = new Map<string, Listeners<[from: string, ...args: readonly unknown[]]>>();

  register<Args extends readonly unknown[]>(method: string, run: RpcFunction<Args>): Undo {
    const all = this.functions.get(method) ?? new Listeners();
    this.functions.set(method, all);
    return all.add(run as RpcFunction);
  }

  /** A function nobody registered is passed over: other versions of a game may know more. */
  hear(method: string, from: string, args: readonly unknown[]): void {
    this.functions.get(method)?.tell(from, ...args);
  }
}
