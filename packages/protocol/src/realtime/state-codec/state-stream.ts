import { ByteWriter } from './byte-writer.js';
import { frameBits } from './frame-bits.js';
import type { StateEncoder } from './state-encoder.js';
import type { Track } from './track.js';

/** When a frame was made: the tick of the room, and the server's clock in milliseconds. */
export interface FrameMoment {
  readonly tick: number;
  readonly serverTs: number;
}

/** What a frame tells. Nobody is in two of the lists, unless a player left and came back as another track. */
export interface FrameParts {
  /** Players this stream has not told of, or of whom it told that they are gone. */
  readonly entered: readonly Track[];
  readonly changed: readonly Track[];
  readonly gone: readonly Track[];
}

const out = new ByteWriter(4096);

/** What one audience of a room has been told. Everybody who hears the same stream gets the same bytes. */
export class StateStream {
  private number = 0;
  private last: FrameMoment = { tick: 0, serverTs: 0 };
  private shapesTold = 0;

  constructor(private readonly encoder: StateEncoder) {}

  /** The frame of this tick, or `null` when there is nothing to tell. */
  frame(moment: FrameMoment, parts: FrameParts): Uint8Array | null {
    const changed = parts.changed.filter((track) => track.end > track.start);
    if (changed.length + parts.entered.length + parts.gone.length === 0) return null;
    const hasShapes = this.shapesTold < this.encoder.shapes.size;
    const { gone } = parts;
    out.reset();
    out.byte(frameBits.version | (hasShapes ? frameBits.shapes : 0) | (gone.length > 0 ? frameBits.gone : 0));
    out.byte(this.number);
    out.signed(moment.tick - this.last.tick);
    out.signed(moment.serverTs - this.last.serverTs);
    if (hasShapes) this.encoder.shapes.write(out, this.shapesTold);
    if (gone.length > 0) writeGone(gone);
    for (const track of parts.entered) out.raw(this.encoder.whole(track));
    for (const track of changed) out.part(this.encoder.changes, track.start, track.end);
    this.advance(moment);
    return out.copy();
  }

  /** The whole of these players. Whoever reads it can read the next frame, and so can those who heard the last one. */
  keyframe(tracks: Iterable<Track>): Uint8Array {
    out.reset();
    out.byte(frameBits.version | frameBits.keyframe | frameBits.shapes);
    out.byte(this.number);
    out.varint(this.last.tick);
    out.varint(this.last.serverTs);
    this.encoder.shapes.write(out, 0);
    for (const track of tracks) out.raw(this.encoder.whole(track));
    return out.copy();
  }

  /** Says that everything up to a moment will have been told, by a keyframe for all who listen. */
  advance(moment: FrameMoment): void {
    this.number = (this.number + 1) & 0xff;
    this.last = moment;
    this.shapesTold = this.encoder.shapes.size;
  }
}

function writeGone(gone: readonly Track[]): void {
  out.varint(gone.length);
  for (const { number } of gone) out.varint(number);
}
