import { adapter, Clock } from '@aethex/core';

const shift = Number(process.env.SHIFTED_BY_MS ?? 0);

class ShiftedClock extends Clock {
  now() {
    return new Date(Date.now() + shift);
  }
}

/** A host whose clock is wrong by so many milliseconds. */
export const config = {
  adapters: [adapter({ port: Clock, name: 'shifted', reach: 'cluster', create: () => new ShiftedClock() })],
};
