import { adapter, Clock, IceServers, type Adapter } from '@aethex/core';
import { CoturnServers } from './coturn-servers.js';
import { examine } from './examine.js';
import { CoturnOptions, StaticIceOptions } from './options.js';
import { StaticServers } from './static-servers.js';

/** ICE servers without credentials, such as a STUN server: `staticIce({ servers: [{ urls: ['stun:…'] }] })`. */
export function staticIce(options: StaticIceOptions): Adapter<IceServers> {
  const { servers } = StaticIceOptions.parse(options);
  return adapter<IceServers>({
    port: IceServers,
    name: 'static',
    reach: 'cluster',
    about: { urls: servers.flatMap(({ urls }) => urls).join(' ') },
    create: () => new StaticServers(servers),
    check: () => examine(servers.flatMap(({ urls }) => urls)),
  });
}

/** A coturn, or another server with its REST scheme, and credentials that expire after ten minutes at most. */
export function coturn(options: CoturnOptions): Adapter<IceServers> {
  const settings = CoturnOptions.parse(options);
  return adapter<IceServers>({
    port: IceServers,
    name: 'coturn',
    reach: 'cluster',
    needs: [Clock],
    about: { urls: settings.urls.join(' '), ttl: settings.ttl },
    create: ({ get }) => new CoturnServers(settings, get(Clock)),
    check: () => examine(settings.urls),
  });
}
