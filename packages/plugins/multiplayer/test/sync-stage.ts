import { beforeEach } from '@jest/globals';
import type { StateData } from '@aethex/protocol/realtime';
import { RoomSync } from '../src/sync/room-sync.js';
import type { StateOut, SyncOptions } from '../src/sync/sync-types.js';
import { Listener, toListeners } from './listener.js';

/** Every form in which a client may read states. */
export const forms = ['plain', 'plain-msgpack', 'batch', 'batch-msgpack', 'delta'];

/** The server's clock. */
export let clock = 1_700_000_000_000;
/** The states under test; a new room before each test. */
export let sync: RoomSync;
let listeners: Map<string, Listener>;

/** Begins anew with other options, or with another ear than the listeners. */
export function open(options: Partial<SyncOptions> = {}, out: StateOut = toListeners(listeners)): void {
  sync = new RoomSync({ tickRate: 20, ...options }, out, () => clock);
}

/** Goes on as another node would. */
export function restore(moved: Parameters<typeof RoomSync.restore>[0], options: SyncOptions): void {
  sync = RoomSync.restore(moved, options, toListeners(listeners), () => clock);
}

export function join(playerId: string, form: string, ...groups: string[]): Listener {
  const listener = new Listener(`seat-${playerId}`, playerId, form, new Set(groups));
  listeners.set(listener.seat, listener);
  sync.add(listener);
  return listener;
}

export function tick(ms = 50): void {
  clock += ms;
  sync.tick();
}

export const at = (x: number, y = 0): StateData => ({ position: { x, y } });

beforeEach(() => {
  listeners = new Map();
  open();
});
