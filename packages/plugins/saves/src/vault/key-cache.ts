/** How many content keys a generation has. */
const generation = 2_000;

/** A content key as it stands in its row. */
interface ClosedKey {
  readonly sealedKey: Buffer;
  readonly keyId: string;
}

/**
 * Remembers content keys that the ring has opened, so that reading a save again need not ask it: a ring may be a
 * service on the network. A key is found only by the very bytes it was closed as and the place it was closed for, so
 * what is found was proved before. What was not used during a whole generation is forgotten.
 */
export class KeyCache {
  private young = new Map<string, Buffer>();
  private old = new Map<string, Buffer>();

  get(closed: ClosedKey, place: Buffer): Buffer | undefined {
    const name = nameOf(closed, place);
    const known = this.young.get(name);
    if (known) return known;
    const aged = this.old.get(name);
    if (aged) this.keep(name, aged);
    return aged;
  }

  set(closed: ClosedKey, place: Buffer, key: Buffer): void {
    this.keep(nameOf(closed, place), key);
  }

  private keep(name: string, key: Buffer): void {
    if (this.young.size >= generation) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(name, key);
  }
}

/** A place ends where its last length says, so no two keys have the same name. */
const nameOf = ({ sealedKey, keyId }: ClosedKey, place: Buffer): string =>
  `${place.toString('latin1')}${keyId.length}:${keyId}${sealedKey.toString('latin1')}`;
