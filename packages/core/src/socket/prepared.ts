import { stringify, type Encoding } from '@aethex/protocol';
import { pack } from '@aethex/protocol/realtime';
import { framed } from './framed.js';

/** A frame that is encoded and framed once, when its first reader wants it, for as many as read it. */
export class Prepared {
  private asJson: Buffer | undefined;
  private asMsgpack: Buffer | undefined;

  constructor(private readonly frame: object) {}

  /** The bytes of one unmasked WebSocket frame (RFC 6455, 5.2). */
  bytes(encoding: Encoding): Buffer {
    if (encoding === 'json') return (this.asJson ??= framed(Buffer.from(stringify(this.frame)), 'text'));
    return (this.asMsgpack ??= framed(Buffer.from(pack(this.frame)), 'binary'));
  }
}
