import { Listeners } from '../listeners.js';
import type { EngineRoom } from './engine-room.js';
import type { SignalChannel } from './rtc/index.js';

type Rtc = typeof import('./rtc/index.js');

/** What belongs to one room and is made when it is needed first: its code is loaded then, and it ends with the room. */
export class RoomParts<Part extends { dispose(): void }> {
  readonly made = new Listeners<[part: Part]>();
  private part: { readonly roomId: string; readonly value: Part } | null = null;
  private isAlways = false;

  constructor(
    private readonly engineRoom: EngineRoom,
    private readonly make: (rtc: Rtc, channel: SignalChannel) => Part,
  ) {
    engineRoom.started.add(({ rooms }) => rooms.changed.add(() => this.roomChanged()));
  }

  get current(): Part | null {
    return this.part?.value ?? null;
  }

  /** The part of the room the player is in; `null` outside of rooms. */
  async open(): Promise<Part | null> {
    const { running } = this.engineRoom;
    const loaded = running?.rooms.current ? await import('./rtc/index.js').catch(() => null) : null;
    // The room may have been left while that was loading.
    const channel = loaded && running?.rooms.signals();
    if (!loaded || !channel) return null;
    if (this.part?.roomId === channel.roomId) return this.part.value;
    this.part = { roomId: channel.roomId, value: this.make(loaded, channel) };
    this.made.tell(this.part.value);
    return this.part.value;
  }

  /** Makes the part in every room, without being asked. */
  always(): void {
    this.isAlways = true;
    void this.open();
  }

  private roomChanged(): void {
    this.part?.value.dispose();
    this.part = null;
    if (this.isAlways) void this.open();
  }
}
