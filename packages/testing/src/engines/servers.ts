/** A server that some suites need. Its URL is in `AETHEX_TEST_<NAME>_URL`. */
export type NeededServer = 'postgres' | 'redis' | 's3' | 'turn';

interface Framework {
  readonly describe?: ((name: string, suite: () => void) => void) & {
    skip(name: string, suite: () => void): void;
  };
  readonly it?: (name: string, test: () => void) => void;
}

/** Where a server for tests is, or `undefined`. */
export const urlOf = (server: NeededServer): string | undefined => process.env[variable(server)] || undefined;

/** Whether `AETHEX_TEST_REQUIRE`, such as `postgres,redis`, names the server: its absence is a failure then. */
export const isRequired = (server: NeededServer): boolean =>
  (process.env['AETHEX_TEST_REQUIRE'] ?? '').split(',').includes(server);

/**
 * A `describe` whose tests need servers: `withServers(['redis'], 'RedisCache', ({ redis }) => cacheContract(…))`. Where
 * one is missing the suite fails by name if it is required, and else is listed as left out.
 */
export function withServers<N extends NeededServer>(
  needed: readonly N[],
  name: string,
  suite: (urls: Readonly<Record<N, string>>) => void,
): void {
  const { describe, it } = globalThis as Framework;
  if (!describe || !it)
    throw new TypeError('withServers needs the globals "describe" and "it", as Jest and Vitest have them.');
  const missing = needed.filter((server) => urlOf(server) === undefined);
  const urls = Object.fromEntries(needed.map((server) => [server, urlOf(server)])) as Record<N, string>;
  if (missing.length === 0) return describe(name, () => suite(urls));
  const lack = `set ${missing.map(variable).join(' and ')}`;
  if (!missing.some(isRequired)) return describe.skip(name, () => it(`left out: ${lack}`, () => undefined));
  describe(name, () =>
    it(`needs ${missing.join(' and ')}`, () => {
      throw new Error(`AETHEX_TEST_REQUIRE names ${missing.join(',')}: ${lack}.`);
    }),
  );
}

const variable = (server: NeededServer): string => `AETHEX_TEST_${server.toUpperCase()}_URL`;
