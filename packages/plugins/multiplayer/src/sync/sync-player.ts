import { AethexError, stringify } from '@aethex/protocol';
import { packDense, sameValue, type StateData } from '@aethex/protocol/realtime';

const maxKeys = 64;
const nobody: ReadonlySet<string> = new Set();

/** The state of one player, or of a thing of the server: as it is, and what of it is to be told with the next tick. */
export class SyncPlayer {
  readonly data: StateData = {};
  groups: ReadonlySet<string> = nobody;
  /** Keys that changed since the last tick, `null` for those that are gone. */
  changes: StateData | null = null;
  /** When the newest of them was sent, by the sender's clock in milliseconds. */
  timestamp: number | undefined;
  private keys = 0;
  private readonly head: string;
  private changesJson: string | null = null;
  private changesPacked: Uint8Array | null = null;
  private wholeJson: string | null = null;
  private wholePacked: Uint8Array | null = null;

  constructor(readonly id: string) {
    this.head = `{"player_id":${JSON.stringify(id)},"data":`;
  }

  /** Merges what the player sent, all of it or, when that would be too many keys, nothing. */
  merge(patch: Readonly<StateData>): void {
    const keys = Object.keys(patch);
    if (this.keys + keys.length > maxKeys) this.checkRoom(patch);
    for (const key of keys) if (key !== '__proto__') this.put(key, patch[key]);
  }

  /** The part of a JSON frame that tells the changes. */
  get changedText(): string {
    return (this.changesJson ??= this.text(this.changes));
  }

  get wholeText(): string {
    return (this.wholeJson ??= this.text(this.data));
  }

  /** The part of a MessagePack frame that tells the changes. */
  get changedBytes(): Uint8Array {
    return (this.changesPacked ??= this.packed(this.changes));
  }

  get wholeBytes(): Uint8Array {
    return (this.wholePacked ??= this.packed(this.data));
  }

  /** The changes have been told. */
  settle(): void {
    this.changes = this.changesJson = this.changesPacked = null;
  }

  private put(key: string, value: unknown): void {
    const isKnown = Object.hasOwn(this.data, key);
    if (value === null || value === undefined) {
      if (!isKnown) return;
      delete this.data[key];
      this.keys -= 1;
    } else {
      if (isKnown && sameValue(this.data[key], value)) return;
      if (!isKnown) this.keys += 1;
      this.data[key] = value;
    }
    (this.changes ??= {})[key] = value ?? null;
    this.wholeJson = this.wholePacked = this.changesJson = this.changesPacked = null;
  }

  private checkRoom(patch: Readonly<StateData>): void {
    let keys = this.keys;
    for (const key of Object.keys(patch)) {
      const isKnown = Object.hasOwn(this.data, key);
      const stays = patch[key] !== null && patch[key] !== undefined;
      if (stays !== isKnown) keys += stays ? 1 : -1;
    }
    if (keys <= maxKeys) return;
    throw new AethexError(
      'too_large',
      'rooms.state_too_large',
      `A player’s state has ${maxKeys} keys at most. Take some away by sending null, or nest them.`,
      { max_keys: maxKeys },
    );
  }

  private text(data: StateData | null): string {
    const tail = this.timestamp === undefined ? '}' : `,"timestamp":${this.timestamp}}`;
    return this.head + stringify(data) + tail;
  }

  private packed(data: StateData | null): Uint8Array {
    const { id, timestamp } = this;
    return packDense(timestamp === undefined ? { player_id: id, data } : { player_id: id, data, timestamp });
  }
}
