import { adapter, Bus, type Adapter } from '@aethex/core';
import { z } from 'zod';
import { connectionOptions } from '../options.js';
import { placeOf } from '../rules/place.js';
import { unreachable } from '../rules/unreachable.js';
import { PostgresBus } from './postgres-bus.js';

const PostgresBusOptions = z.strictObject(connectionOptions);

export type PostgresBusOptions = z.input<typeof PostgresBusOptions>;

/** A bus by LISTEN and NOTIFY, for the smallest cluster. It takes one connection of the server. */
export function postgresBus(options: PostgresBusOptions): Adapter<Bus> {
  const { url, ssl } = PostgresBusOptions.parse(options);
  const config = {
    connectionString: url,
    ...(ssl !== undefined && { ssl }),
    application_name: 'aethex bus',
    connectionTimeoutMillis: 2_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
  return adapter<Bus>({
    port: Bus,
    name: 'postgres',
    reach: 'cluster',
    about: { at: placeOf(url) },
    create: async ({ log, onClose }) => {
      const bus = new PostgresBus(config, log);
      onClose(() => bus.close());
      await bus.open().catch((error: unknown) => {
        throw unreachable(error, placeOf(url));
      });
      return bus;
    },
  });
}
