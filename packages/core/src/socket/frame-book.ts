import type { FrameSpec, FrameSpecs } from '@aethex/protocol';
import type { FrameHandler } from './peer.js';
import type { Lane } from './rates.js';

/** A frame that clients may send to a plugin. */
export interface FrameEntry {
  readonly type: string;
  readonly spec: FrameSpec;
  readonly handler: FrameHandler;
  /** Where its rate is counted; `null` when it has none of its own. */
  readonly lane: Lane | null;
  /** How it begins as JSON, and as MessagePack behind the first byte, when `type` stands first. */
  readonly asJson: Buffer;
  readonly asMsgpack: Buffer;
}

/** A map of up to 15 members begins with this in its upper half. */
const smallMap = 0x80;

/** The frames of all plugins. */
export class FrameBook {
  readonly handlers = new Set<FrameHandler>();
  private readonly byType = new Map<string, FrameEntry>();
  /** Hot frames first: they are looked for most often. */
  private entries: FrameEntry[] = [];
  private lanes = 0;

  add(frames: FrameSpecs, handler: FrameHandler): void {
    this.handlers.add(handler);
    for (const [type, spec] of Object.entries(frames))
      this.byType.set(type, this.entryOf(type, spec, handler));
    this.entries = [...this.byType.values()].toSorted(
      (a, b) => Number(b.spec.hot ?? false) - Number(a.spec.hot ?? false),
    );
  }

  find(type: string): FrameEntry | undefined {
    return this.byType.get(type);
  }

  /** Recognises a frame by its first bytes, before it is parsed. What does not begin with its type is not recognised. */
  recognise(data: Uint8Array, isBinary: boolean): FrameEntry | undefined {
    const { entries } = this;
    if (isBinary && ((data[0] ?? 0) & 0xf0) !== smallMap) return undefined;
    for (let index = 0; index < entries.length; index += 1) {
      const entry = entries[index] as FrameEntry;
      if (isBinary ? holds(data, 1, entry.asMsgpack) : holds(data, 0, entry.asJson)) return entry;
    }
    return undefined;
  }

  private entryOf(type: string, spec: FrameSpec, handler: FrameHandler): FrameEntry {
    if (spec.hot && !handler.hot)
      throw new TypeError(`The frame "${type}" is hot, and its handler has no method "hot".`);
    const name = Buffer.from(type);
    if (name.length > 31)
      throw new TypeError(`The type of a frame has at most 31 bytes: "${type}" has more.`);
    return {
      type,
      spec,
      handler,
      lane: spec.rate ? { place: (this.lanes += 1), rate: spec.rate } : null,
      asJson: Buffer.from(`{"type":${JSON.stringify(type)}`),
      asMsgpack: Buffer.concat([
        Buffer.from([0xa4]),
        Buffer.from('type'),
        Buffer.from([0xa0 | name.length]),
        name,
      ]),
    };
  }
}

function holds(data: Uint8Array, at: number, mark: Buffer): boolean {
  for (let index = 0; index < mark.length; index += 1) if (data[at + index] !== mark[index]) return false;
  return true;
}
