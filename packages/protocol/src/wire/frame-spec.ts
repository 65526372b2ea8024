import type { z } from 'zod';

/** How frames are written: JSON in text frames, MessagePack in binary ones. */
export type Encoding = 'json' | 'msgpack';

/** One frame that clients may send. */
export interface FrameSpec {
  /** A strict object with a literal `type`, described in one sentence. */
  readonly schema: z.ZodObject;
  /** Types of the frames that answer it, besides `error`; for the reference. */
  readonly answers?: readonly string[];
  /** Sent many times a second: size and rate are checked, and the handler checks the rest itself. */
  readonly hot?: true;
  /** How many a second one socket may send on average, and how many at once. Default: as all other frames together. */
  readonly rate?: FrameRate;
  /** Largest frame of this type in bytes. Default: what the server takes of any frame. */
  readonly maxBytes?: number;
  /** Whether its MessagePack may hold bytes. Otherwise a frame says nothing that JSON could not say. */
  readonly bytes?: true;
}

export interface FrameRate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Client frames by their type. */
export type FrameSpecs = Readonly<Record<string, FrameSpec>>;
