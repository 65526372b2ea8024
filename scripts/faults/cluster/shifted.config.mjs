import { adapter, Clock } from '@aethex/core';
import { config as chores } from './chores.config.mjs';

const shift = Number(process.env.SHIFTED_BY_MS ?? 0);

class ShiftedClock extends Clock {
  now() {
    return new Date(Date.now() + shift);
  }
}

/** A node with chores on a host whose clock is wrong by so many milliseconds. */
export const config = {
  ...chores,
  adapters: [adapter({ port: Clock, name: 'shifted', reach: 'cluster', create: () => new ShiftedClock() })],
};
