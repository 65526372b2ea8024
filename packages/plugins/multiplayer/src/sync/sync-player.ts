import { AethexError } from '@aethex/protocol';
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
    const { data } = this;
    if (this.keys + Object.keys(patch).length > maxKeys) this.checkRoom(patch);
    let { changes } = this;
    for (const key in patch) {
      const value = patch[key];
      const isKnown = Object.hasOwn(data, key);
      if (key === '__proto__' || (isKnown && sameValue(data[key], value))) continue;
      if (value !== null && value !== undefined) {
        if (!isKnown) this.keys += 1;
        data[key] = value;
        (changes ??= {})[key] = value;
      } else if (isKnown) {
        this.keys -= 1;
        delete data[key];
        (changes ??= {})[key] = null;
      }
    }
    if (changes === null) return;
    this.changes = changes;
    this.wholeJson = this.wholePacked = this.changesJson = this.changesPacked = null;
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
    return (this.changesPacked ??= packDense(this.part(this.changes)));
  }

  get wholeBytes(): Uint8Array {
    return (this.wholePacked ??= packDense(this.part(this.data)));
  }

  /** A player's part of a frame. */
  part(data: Readonly<StateData> | null): object {
    const { id, timestamp } = this;
    return timestamp === undefined ? { player_id: id, data } : { player_id: id, data, timestamp };
  }

  /** The changes have been told. */
  settle(): void {
    this.changes = this.changesJson = this.changesPacked = null;
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

  // States hold neither raw JSON nor bytes, so that nobody has to look for them.
  private text(data: StateData | null): string {
    const tail = this.timestamp === undefined ? '}' : `,"timestamp":${this.timestamp}}`;
    return this.head + JSON.stringify(data) + tail;
  }
}
