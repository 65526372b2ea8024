import type { AnyContract } from '@aethex/protocol';
import { pack } from '@aethex/protocol/realtime';
import type { Push } from '../events/events.js';
import { Prepared } from './prepared.js';

/** Writes events as frames: as `event`, or as the frame the contract names for it. */
export class EventFrames {
  private readonly types = new Map<string, string>();

  add({ id, events }: AnyContract): void {
    for (const [name, { frame }] of Object.entries(events))
      if (frame !== undefined) this.types.set(`${id}.${name}`, frame);
  }

  /** `now` is in milliseconds since 1970 UTC. */
  of({ event, data }: Push, now: number): Prepared {
    const type = this.types.get(event);
    return Prepared.of({
      json: () => (type === undefined ? plainJson(event, data, now) : namedJson(type, data, now)),
      msgpack: () => {
        const value = JSON.parse(data) as object;
        return pack(
          type === undefined
            ? { type: 'event', event, data: value, server_ts: now }
            : { type, ...value, server_ts: now },
        );
      },
    });
  }
}

const plainJson = (event: string, data: string, now: number): string =>
  `{"type":"event","event":${JSON.stringify(event)},"data":${data},"server_ts":${now}}`;

function namedJson(type: string, data: string, now: number): string {
  const fields = data.slice(1, -1);
  return `{"type":${JSON.stringify(type)}${fields === '' ? '' : `,${fields}`},"server_ts":${now}}`;
}
