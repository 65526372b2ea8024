import type { Encoding } from '@aethex/protocol';
import type { Cell } from '../observe/fast-counter.js';
import type { Metrics } from '../observe/metrics.js';

/** `shared` frames were encoded once for many readers; `hot` ones came many times a second. */
type Heard = 'hot' | 'frame' | 'rpc';
type Said = 'shared' | 'frame' | 'rpc';

interface Flow {
  readonly messages: Cell;
  readonly bytes: Cell;
}

/** Counts what passes through all sockets. */
export class Traffic {
  readonly heard: Readonly<Record<Encoding, Readonly<Record<Heard, Flow>>>>;
  readonly said: Readonly<Record<Encoding, Readonly<Record<Said, Flow>>>>;
  readonly dropped: Cell;

  constructor(metrics: Metrics) {
    const flow = (direction: string, encoding: Encoding, kind: string): Flow => ({
      messages: metrics.socketMessages.labels({ direction, encoding, kind }),
      bytes: metrics.socketBytes.labels({ direction, encoding, kind }),
    });
    const heard = (encoding: Encoding) => ({
      hot: flow('in', encoding, 'hot'),
      frame: flow('in', encoding, 'frame'),
      rpc: flow('in', encoding, 'rpc'),
    });
    const said = (encoding: Encoding) => ({
      shared: flow('out', encoding, 'shared'),
      frame: flow('out', encoding, 'frame'),
      rpc: flow('out', encoding, 'rpc'),
    });
    this.heard = { json: heard('json'), msgpack: heard('msgpack') };
    this.said = { json: said('json'), msgpack: said('msgpack') };
    this.dropped = metrics.socketDrops.labels({});
  }
}

export function count({ messages, bytes }: Flow, length: number): void {
  messages.value += 1;
  bytes.value += length;
}
