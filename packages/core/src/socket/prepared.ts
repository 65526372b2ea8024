import { stringify, type Encoding } from '@aethex/protocol';
import { pack } from '@aethex/protocol/realtime';
import { framed, framedText } from './framed.js';

/** The payloads of one frame, made by hand. Each is asked for at most once, and only when a reader wants it. */
export interface Payloads {
  json(): string | Uint8Array;
  msgpack(): Uint8Array;
}

/** A frame that is encoded and framed once, when its first reader wants it, for as many as read it. */
export class Prepared {
  private asJson: Buffer | undefined;
  private asMsgpack: Buffer | undefined;

  constructor(private readonly frame: object) {}

  /** A frame whose payloads its maker writes. They are copied, so the maker may use its buffers again. */
  static of(payloads: Payloads): Prepared {
    return new ByHand(payloads);
  }

  /** The bytes of one unmasked WebSocket frame (RFC 6455, 5.2). */
  bytes(encoding: Encoding): Buffer {
    if (encoding === 'msgpack') return (this.asMsgpack ??= framed(this.msgpack(), 'binary'));
    if (this.asJson) return this.asJson;
    const payload = this.json();
    return (this.asJson = typeof payload === 'string' ? framedText(payload) : framed(payload, 'text'));
  }

  protected json(): string | Uint8Array {
    return stringify(this.frame);
  }

  protected msgpack(): Uint8Array {
    return pack(this.frame);
  }
}

class ByHand extends Prepared {
  constructor(private readonly payloads: Payloads) {
    super(payloads);
  }

  protected override json(): string | Uint8Array {
    return this.payloads.json();
  }

  protected override msgpack(): Uint8Array {
    return this.payloads.msgpack();
  }
}
