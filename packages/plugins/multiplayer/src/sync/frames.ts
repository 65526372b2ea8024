import { Prepared } from '@aethex/core';
import { pack, type FrameMoment } from '@aethex/protocol/realtime';
import type { SyncPlayer } from './sync-player.js';

/** What a `state_update` frame says beside its players. */
export interface UpdateHead extends FrameMoment {
  readonly keyframe: boolean;
  readonly gone: readonly SyncPlayer[];
}

const nothing = new Uint8Array();
const playersKey = pack('players');
const packedHead = Uint8Array.of(0x82, ...pack('type'), ...pack('state_update'), ...pack('d'));
const idOf = (player: SyncPlayer): string => player.id;

/** A `state_update` frame in JSON from the texts of its players. */
export function textUpdate(
  { tick, serverTs, keyframe, gone }: UpdateHead,
  parts: readonly string[],
): Prepared {
  let text = `{"type":"state_update","tick":${tick},"server_ts":${serverTs}`;
  if (keyframe) text += ',"keyframe":true';
  if (gone.length > 0) text += `,"gone":${JSON.stringify(gone.map(idOf))}`;
  text += `,"players":[${parts.join(',')}]}`;
  return Prepared.of({ json: () => text, msgpack: () => nothing });
}

/** A `state_update` frame in MessagePack from the bytes of its players. */
export function packedUpdate(head: UpdateHead, parts: readonly Uint8Array[]): Prepared {
  const { tick, serverTs, keyframe, gone } = head;
  const start = pack({
    type: 'state_update',
    tick,
    server_ts: serverTs,
    ...(keyframe && { keyframe }),
    ...(gone.length > 0 && { gone: gone.map(idOf) }),
  });
  // The map has one more member than was packed: the players.
  start[0] = (start[0] ?? 0) + 1;
  const bytes = Buffer.concat([start, playersKey, listHead(parts.length), ...parts]);
  return Prepared.of({ json: () => nothing, msgpack: () => bytes });
}

/** A `state_update` frame around packed differences. */
export function deltaUpdate(packed: Uint8Array): Prepared {
  const bytes = Buffer.concat([packedHead, blobHead(packed.length), packed]);
  return Prepared.of({ json: () => nothing, msgpack: () => bytes });
}

/** What a `player_state` frame says of itself. */
const marks = { changes: '', whole: ',"keyframe":true', gone: ',"gone":true' } as const;

/** A `player_state` frame in either encoding; few who read it want MessagePack. */
export function plainUpdate(player: SyncPlayer, what: keyof typeof marks, serverTs: number): Prepared {
  const text = `{"type":"player_state",${plainPart(player, what)}${marks[what]},"server_ts":${serverTs}}`;
  return Prepared.of({ json: () => text, msgpack: () => pack(JSON.parse(text)) });
}

function plainPart(player: SyncPlayer, what: keyof typeof marks): string {
  if (what === 'gone') return `"player_id":${JSON.stringify(player.id)},"data":{}`;
  return (what === 'whole' ? player.wholeText : player.changedText).slice(1, -1);
}

function listHead(length: number): Uint8Array {
  if (length < 16) return Uint8Array.of(0x90 | length);
  return length < 65_536 ? Uint8Array.of(0xdc, length >> 8, length & 0xff) : wide(0xdd, length);
}

function blobHead(length: number): Uint8Array {
  if (length < 256) return Uint8Array.of(0xc4, length);
  return length < 65_536 ? Uint8Array.of(0xc5, length >> 8, length & 0xff) : wide(0xc6, length);
}

function wide(type: number, length: number): Uint8Array {
  const bytes = Buffer.alloc(5);
  bytes[0] = type;
  bytes.writeUInt32BE(length, 1);
  return bytes;
}
