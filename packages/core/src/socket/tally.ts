import { addressKey } from '../dispatch/address.js';

interface Count {
  all: number;
  strangers: number;
}

/** Counts sockets by address and by whether they have signed in. */
export class Tally {
  private readonly byAddress = new Map<string, Count>();
  private readonly total: Count = { all: 0, strangers: 0 };

  get known(): number {
    return this.total.all - this.total.strangers;
  }

  get strangers(): number {
    return this.total.strangers;
  }

  at(address: string): Readonly<Count> {
    return this.byAddress.get(addressKey(address)) ?? { all: 0, strangers: 0 };
  }

  add(address: string): void {
    const key = addressKey(address);
    const here = this.byAddress.get(key) ?? { all: 0, strangers: 0 };
    this.byAddress.set(key, here);
    for (const count of [here, this.total]) {
      count.all += 1;
      count.strangers += 1;
    }
  }

  signIn(address: string): void {
    for (const count of this.counts(address)) count.strangers -= 1;
  }

  remove(address: string, wasKnown: boolean): void {
    for (const count of this.counts(address)) {
      count.all -= 1;
      if (!wasKnown) count.strangers -= 1;
    }
    const key = addressKey(address);
    if (this.byAddress.get(key)?.all === 0) this.byAddress.delete(key);
  }

  private counts(address: string): Count[] {
    const here = this.byAddress.get(addressKey(address));
    return here ? [here, this.total] : [this.total];
  }
}
