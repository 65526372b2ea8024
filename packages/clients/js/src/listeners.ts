/** Ends what a subscription began. */
export type Undo = () => void;

/** Those who want to be told. One that throws harms nobody else: its error is reported as an uncaught one. */
export class Listeners<Args extends readonly unknown[]> {
  private readonly all = new Set<(...args: Args) => void>();

  add(listener: (...args: Args) => void): Undo {
    // The same function given twice is told twice.
    const mine = (...args: Args): void => listener(...args);
    this.all.add(mine);
    return () => void this.all.delete(mine);
  }

  tell(...args: Args): void {
    for (const listener of this.all) {
      try {
        listener(...args);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}

/** The same for events of several names. */
export class Channels<Events extends { readonly [Name in keyof Events]: readonly unknown[] }> {
  private readonly channels = new Map<keyof Events, Listeners<readonly unknown[]>>();

  on<Name extends keyof Events>(name: Name, listener: (...args: Events[Name]) => void): Undo {
    const listeners = this.channels.get(name) ?? new Listeners();
    this.channels.set(name, listeners);
    return listeners.add(listener as (...args: readonly unknown[]) => void);
  }

  tell<Name extends keyof Events>(name: Name, ...args: Events[Name]): void {
    this.channels.get(name)?.tell(...args);
  }
}
