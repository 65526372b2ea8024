import type { Type } from '@nestjs/common';
import type { FrameSpecs } from '@aethex/protocol';
import type { FrameHandler } from '../socket/peer.js';

/** Socket frames of a plugin and the class that handles them. */
export interface FramesServed {
  readonly frames: FrameSpecs;
  readonly handler: Type<FrameHandler>;
}

/** Lets a class handle frames of the socket: `frames: [handles(realtimeFrames, RoomFrames)]`. */
export const handles = (frames: FrameSpecs, handler: Type<FrameHandler>): FramesServed => ({
  frames,
  handler,
});
