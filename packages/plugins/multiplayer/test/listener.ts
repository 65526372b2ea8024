import type { Prepared } from '@aethex/core';
import type { Encoding } from '@aethex/protocol';
import {
  mergeState,
  StateDecoder,
  unpack,
  type DecodedUpdate,
  type StateData,
} from '@aethex/protocol/realtime';
import type { StateOut, SyncMember } from '../src/sync/sync-types.js';

interface Heard {
  readonly type: string;
  readonly player_id?: string;
  readonly data?: StateData;
  readonly d?: Uint8Array;
  readonly [key: string]: unknown;
}

/** The payload of an unmasked WebSocket frame. */
export function payloadOf(frame: Buffer): Buffer {
  const length = (frame[1] ?? 0) & 0x7f;
  return frame.subarray(length < 126 ? 2 : length === 126 ? 4 : 10);
}

/** A client that merges what it is told, as its features say. */
export class Listener implements SyncMember {
  readonly features: ReadonlySet<string>;
  readonly encoding: Encoding;
  readonly heard: Heard[] = [];
  states: Record<string, StateData> = {};
  bytes = 0;
  /** How many states of others it was told. */
  told = 0;
  /** The last update, unpacked. */
  last: DecodedUpdate | null = null;
  private decoder = new StateDecoder();

  constructor(
    readonly seat: string,
    readonly playerId: string,
    form: string,
    readonly groups: ReadonlySet<string> = new Set(),
  ) {
    this.encoding = form.includes('msgpack') || form === 'delta' ? 'msgpack' : 'json';
    const features = form === 'delta' ? ['batch', 'delta'] : form.startsWith('plain') ? [] : ['batch'];
    this.features = new Set(features);
  }

  hear(prepared: Prepared): void {
    const frame = prepared.bytes(this.encoding);
    this.bytes += frame.length;
    const payload = payloadOf(frame);
    this.take((this.encoding === 'json' ? JSON.parse(payload.toString()) : unpack(payload)) as Heard);
  }

  /** Merges a state frame. */
  take(frame: { readonly type: string }): void {
    const heard = frame as Heard;
    this.heard.push(heard);
    if (heard.type === 'player_state') return this.one(heard);
    this.merge(heard.d ? this.decoder.read(heard.d) : (heard as unknown as DecodedUpdate));
  }

  private one({ player_id: id = '', data = {}, ...rest }: Heard): void {
    if (rest['gone']) delete this.states[id];
    else mergeState(rest['keyframe'] ? (this.states[id] = {}) : (this.states[id] ??= {}), data);
  }

  private merge(update: DecodedUpdate | null): void {
    if (!update) throw new Error('A frame was missed.');
    this.last = update;
    if (update.keyframe) this.states = {};
    for (const id of update.gone ?? []) delete this.states[id];
    for (const { player_id: id, data } of update.players) {
      mergeState((this.states[id] ??= {}), { ...data });
      if (id !== this.playerId) this.told += 1;
    }
  }
}

/** Takes frames to listeners by their seats. */
export const toListeners =
  (listeners: ReadonlyMap<string, Listener>): StateOut =>
  (seats, frame) => {
    for (const seat of seats) listeners.get(seat)?.hear(frame);
  };
