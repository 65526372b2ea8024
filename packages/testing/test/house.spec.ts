import { afterEach, describe, expect, it } from '@jest/globals';
import {
  adapter,
  after,
  Api,
  before,
  BlobStore,
  Bus,
  Cache,
  Caches,
  ConfigError,
  Db,
  definePlugin,
  Ids,
  makePlan,
  Metrics,
  serve,
  type Caller,
  type Serves,
} from '@aethex/core';
import { local } from '@aethex/local';
import { AethexError, defineContract, type ClientOf } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { startAethex, testPlayerId, type TestServer } from '../src/index.js';
import { ask } from './fixtures/http.js';
import { guestbook, guestbookPlugin } from './fixtures/guestbook.js';
import { lab, labPlugin } from './fixtures/lab.js';

let server: TestServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const problemsOf = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
};

describe('hooks', () => {
  it('before a call may change or refuse it, after a call see it, on every wire', async () => {
    const seen: string[] = [];
    server = await startAethex({
      plugins: [guestbookPlugin()],
      hooks: [
        before(guestbook.sign, ({ line }) => {
          if (line === 'rude') throw new AethexError('forbidden', 'manners.rude', 'Be kind.');
          return { line: line.toUpperCase() };
        }),
        after(
          guestbook.sign,
          ({ id }, { line }, caller) => void seen.push(`${line} ${caller.wire} ${id.length}`),
        ),
      ],
    });
    await server.as('ann').rest(guestbook).sign({ line: 'hello' });
    await server.as('ann').socket(guestbook).sign({ line: 'again' });
    expect(seen).toEqual(['HELLO rest 36', 'AGAIN socket 36']);
    await expect(server.as('ann').rpc(guestbook).sign({ line: 'rude' })).rejects.toMatchObject({
      code: 'manners.rude',
    });
  });

  it('after a call that fail change nothing', async () => {
    server = await startAethex({
      plugins: [guestbookPlugin()],
      hooks: [after(guestbook.sign, () => Promise.reject(new Error('no')))],
    });
    expect(await server.as('ann').rest(guestbook).sign({ line: 'x' })).toHaveProperty('id');
  });

  it('before a call that hang are given up', async () => {
    server = await startAethex({
      plugins: [guestbookPlugin()],
      limits: { hookTimeout: '1s' },
      hooks: [before(guestbook.sign, () => new Promise<void>(() => undefined))],
    });
    await expect(server.as('ann').rest(guestbook).sign({ line: 'x' })).rejects.toMatchObject({
      code: 'hooks.timeout',
      status: 503,
    });
  });

  it('on a method nobody serves are refused at boot', async () => {
    await expect(
      startAethex({ plugins: [], hooks: [before(guestbook.sign, () => undefined)] }),
    ).rejects.toThrow(/"guestbook.sign", which no plugin serves/);
  });
});

describe('a configuration that cannot work is refused', () => {
  const given = () => local.rest({ dir: './nowhere' });

  it('when an adapter does not reach all nodes, in a sentence that says what to do', () => {
    const message = problemsOf(() => makePlan({ cluster: { nodes: 3 }, adapters: given() }, { env: {} }));
    expect(message).toContain('cluster.nodes is 3, but Cache is "memory", which reaches only this process.');
    expect(message).toContain('Bind an adapter that reaches the cluster, or set cluster.nodes to 1.');
    expect(message).toContain('Database is "sqlite", which reaches only this host.');
    expect(message).toMatch(/Jobs is "\w+", which reaches only this host/);
    expect(message).not.toContain('Clock');
  });

  it('when nobody offers a port that is needed', () => {
    const plugin = definePlugin({ id: 'needy', needs: [BlobStore] });
    const adapters = given().filter(
      ({ port }) => (port as unknown) !== BlobStore && (port as unknown) !== Cache,
    );
    const message = problemsOf(() => makePlan({ adapters, plugins: [plugin()] }, { env: {} }));
    expect(message).toContain('Plugin "needy" needs a BlobStore, and no adapter provides one.');
    expect(message).toContain('The server needs a Cache, and no adapter provides one.');
  });

  it('when two adapters are bound to one port, or two plugins clash', () => {
    const bus = adapter<Bus>({ port: Bus, name: 'a', reach: 'process', create: () => ({}) as Bus });
    const contract = defineContract('other', {
      read: {
        summary: 'Read.',
        who: 'anyone',
        http: 'GET /guestbook',
        input: z.object({}),
        output: z.null(),
      },
    });
    class Other {
      async read() {
        return null;
      }
    }
    const other = definePlugin({ id: 'other', serves: [serve(contract, Other)] });
    const message = problemsOf(() =>
      makePlan(
        {
          adapters: [...given(), bus, { ...bus, name: 'b' }],
          plugins: [guestbookPlugin(), other(), other()],
        },
        { env: {} },
      ),
    );
    expect(message).toContain('Two adapters are bound to Bus: "a" and "b".');
    expect(message).toContain('Two plugins have the id "other".');
    expect(message).toMatch(/The route GET \/guestbook belongs to guestbook\.read and other\.read/);
  });

  it('when a plugin wants another core, or was made with another copy of it', () => {
    const picky = definePlugin({ id: 'picky', core: '^99.0.0' });
    const strange = { ...definePlugin({ id: 'strange' })(), madeBy: { version: '9.9.9' } };
    const message = problemsOf(() =>
      makePlan({ adapters: given(), plugins: [picky(), strange] }, { env: {} }),
    );
    expect(message).toMatch(/Plugin "picky" wants @aethex\/core \^99\.0\.0, and this is /);
    expect(message).toContain('Plugin "strange" was made with another copy of @aethex/core (9.9.9;');
  });

  it('with everything that is wrong at once', () => {
    const message = problemsOf(() =>
      makePlan(
        {
          http: { prot: 1 } as never,
          adapters: given(),
          plugins: [guestbookPlugin({ maxLength: 'long' as never })],
        },
        { env: { AETHEX_HTTP_PORT: 'x' } },
      ),
    );
    expect(message).toMatch(/has 3 mistakes/);
    expect(message).toContain('Did you mean http.port?');
  });
});

describe('a plugin', () => {
  it('calls another by its contract, as whoever called it', async () => {
    const relay = defineContract('relay', {
      ask: {
        summary: 'Ask the lab who is calling.',
        who: 'player',
        input: z.object({}),
        output: z.object({ id: z.string(), wire: z.string() }),
      },
      enter: {
        summary: 'Try the door of the lab.',
        who: 'player',
        input: z.object({}),
        output: z.object({ ok: z.boolean() }),
      },
    });
    @Injectable()
    class Relay implements Serves<typeof relay> {
      constructor(@Api(lab) private readonly other: ClientOf<typeof lab>) {}
      async ask(_input: object, _caller: Caller) {
        return this.other.whoami();
      }
      async enter() {
        return this.other.admin();
      }
    }
    const relayPlugin = definePlugin({ id: 'relay', serves: [serve(relay, Relay)] });
    server = await startAethex({ plugins: [labPlugin(), relayPlugin()] });
    expect(await server.as('ann').rpc(relay).ask()).toEqual({ id: testPlayerId('ann'), wire: 'direct' });
    await expect(server.as('ann').rpc(relay).enter()).rejects.toMatchObject({ code: 'request.forbidden' });
  });
});

describe('a cached value', () => {
  it('is never older than the last write of whoever reads it', async () => {
    server = await startAethex({ plugins: [guestbookPlugin()] });
    const db = server.get(Db);
    const ids = server.get(Ids);
    const cached = server.get(Caches).of<number>({ name: 'test.lines', seconds: 600 });
    const count = async () =>
      Number((await db.read((em) => em.run('SELECT count(*) AS n FROM guestbook_lines'))).rows[0]?.['n']);
    const add = () =>
      db.write(async (em) => {
        await em.run('INSERT INTO guestbook_lines (id, game_id, player_id, line) VALUES ($1, $2, $3, $4)', [
          ids.next(),
          'g',
          'p',
          'l',
        ]);
        await cached.forget('all');
      });
    for (let n = 0; n < 20; n += 1) {
      const racing = cached.get('all', count);
      await add();
      await racing;
      expect(await cached.get('all', count)).toBe(n + 1);
    }
  });

  it('is read once and counted as a hit after that', async () => {
    server = await startAethex();
    const cached = server.get(Caches).of<string>({ name: 'test.word', seconds: 600 });
    let loads = 0;
    const load = async () => `loaded ${++loads}`;
    expect([await cached.get('a', load), await cached.get('a', load)]).toEqual(['loaded 1', 'loaded 1']);
    server.clock?.advance(601_000);
    expect(await cached.get('a', load)).toBe('loaded 2');
    const text = await server.get(Metrics).registry.getSingleMetricAsString('aethex_cache_reads_total');
    expect(text).toContain('aethex_cache_reads_total{cache="test.word",result="hit"} 1');
    expect(text).toContain('aethex_cache_reads_total{cache="test.word",result="miss"} 2');
  });
});

describe('operators', () => {
  it('learn whether the server lives, is ready, and what it has done', async () => {
    server = await startAethex({ plugins: [labPlugin()] });
    await server.as('ann').rest(lab).whoami();
    await server
      .anyone()
      .rpc(lab)
      .fail({ how: 'bug' })
      .catch(() => undefined);
    expect((await ask(`${server.url}/live`)).body).toEqual({ status: 'live' });
    expect((await ask(`${server.url}/ready`)).body).toEqual({
      status: 'ready',
      parts: { database: { ok: true } },
    });
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain('aethex_call_seconds_count{method="lab.whoami",wire="rest"} 1');
    expect(metrics).toContain('aethex_call_errors_total{method="lab.fail",code="server.internal"} 1');
    expect(metrics).toMatch(/aethex_socket_connections\{signed_in="yes"\} 0/);
    expect(metrics).not.toContain(testPlayerId('ann'));
  });

  it('alone may read metrics: from this machine, not through a proxy, or with the token', async () => {
    server = await startAethex();
    expect((await fetch(`${server.url}/metrics`, { headers: { 'x-forwarded-for': '1.2.3.4' } })).status).toBe(
      404,
    );
    await server.stop();
    server = await startAethex({ ops: { metricsToken: 'a token of some length' } });
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
    const headers = { authorization: 'Bearer a token of some length' };
    expect((await fetch(`${server.url}/metrics`, { headers })).status).toBe(200);
  });
});

describe('events', () => {
  it('leave only when the write that told them has committed', async () => {
    server = await startAethex({ plugins: [labPlugin(), guestbookPlugin()] });
    const db = server.get(Db);
    const { Events } = await import('@aethex/core');
    const events = server.get(Events);
    const socket = await server.as('ann').open();
    await db
      .write(async () => {
        await events.tell(lab.pinged, testPlayerId('ann'), { ms: 1 });
        throw new Error('no');
      })
      .catch(() => undefined);
    await db.write(async () => events.tell(lab.pinged, testPlayerId('ann'), { ms: 2 }));
    expect(await socket.next('event')).toMatchObject({ data: { ms: 2 } });
  });
});
