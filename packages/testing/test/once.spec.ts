import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Db, Jobs } from '@aethex/core';
import { startAethex, testToken, type TestServer } from '../src/index.js';
import { ask, asJson } from './fixtures/http.js';
import { guestbook, guestbookPlugin } from './fixtures/guestbook.js';
import { labPlugin } from './fixtures/lab.js';

describe('a call with an Idempotency-Key', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAethex({ plugins: [guestbookPlugin(), labPlugin()] });
  });
  afterAll(() => server.stop());

  const sign = (line: string, key: string, name = 'ann') =>
    ask(
      `${server.url}/api/v1/guestbook`,
      asJson({ line }, { 'idempotency-key': key, authorization: `Bearer ${testToken(name)}` }),
    );
  const lines = async (line: string) =>
    (await server.anyone().rest(guestbook).read({ limit: 100 })).filter((one) => one.line === line).length;

  it('gets the first answer again and has its effect once', async () => {
    const first = await sign('once', 'k1');
    const second = await sign('once', 'k1');
    expect(second.body).toEqual(first.body);
    expect(await lines('once')).toBe(1);
  });

  it('of fifty that come together has its effect once, and all get its answer', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => sign('race', 'k2')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1);
    expect(await lines('race')).toBe(1);
  });

  it('is refused when the request is another one', async () => {
    await sign('this', 'k3');
    expect(await sign('that', 'k3')).toMatchObject({
      status: 422,
      body: { error: { code: 'idem.mismatch' } },
    });
    expect(await lines('that')).toBe(0);
  });

  it('belongs to its caller', async () => {
    await sign('mine', 'k4', 'ann');
    expect(await sign('mine', 'k4', 'bob')).toMatchObject({ status: 200 });
    expect(await lines('mine')).toBe(2);
  });

  it('reads what it has written itself, and leaves nothing when it does not stand', async () => {
    const db = server.get(Db);
    const insert = `INSERT INTO guestbook_lines (id, game_id, player_id, line) VALUES ('own', 'default', 'ann', 'own')`;
    const count = async (): Promise<unknown> => {
      const { rows } = await db.read((em) =>
        em.run(`SELECT COUNT(*) AS count FROM guestbook_lines WHERE line = 'own'`),
      );
      return Number(rows[0]?.['count']);
    };
    const seen = await db.once(
      async () => {
        const before = await count();
        await db.write((em) => em.run(insert));
        return [before, await count()];
      },
      async () => false,
    );
    expect([seen, await count()]).toEqual([[0, 1], 0]);
  });

  it('is told to come back when the first one takes long', async () => {
    const sleep = () =>
      ask(
        `${server.url}/api/v1/lab/sleep`,
        asJson({ ms: 1500 }, { 'idempotency-key': 'k5', authorization: `Bearer ${testToken('ann')}` }),
      );
    const first = sleep();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const second = await sleep();
    expect(second).toMatchObject({ status: 409, body: { error: { code: 'idem.in_flight' } } });
    expect(second.headers.get('retry-after')).toBe('1');
    expect((await first).status).toBe(200);
    expect((await sleep()).body).toEqual({ ms: 1500 });
  });

  it('may try again after a failure that is ours', async () => {
    const db = server.get(Db);
    await db.write((em) =>
      em.run(
        "CREATE TRIGGER guestbook_fault BEFORE INSERT ON guestbook_lines WHEN NEW.line = 'fault' BEGIN SELECT RAISE(ABORT, 'fault'); END",
      ),
    );
    expect((await sign('fault', 'k6')).status).toBe(500);
    await db.write((em) => em.run('DROP TRIGGER guestbook_fault'));
    expect((await sign('fault', 'k6')).status).toBe(200);
    expect(await lines('fault')).toBe(1);
  });

  it('has neither effect nor answer when the answer cannot be stored', async () => {
    const db = server.get(Db);
    await db.write((em) =>
      em.run(
        "CREATE TRIGGER answers_fault BEFORE INSERT ON core_answers BEGIN SELECT RAISE(ABORT, 'fault'); END",
      ),
    );
    expect((await sign('torn', 'k7')).status).toBe(500);
    expect(await lines('torn')).toBe(0);
    await db.write((em) => em.run('DROP TRIGGER answers_fault'));
    expect((await sign('torn', 'k7')).status).toBe(200);
  });

  it('is forgotten after a day', async () => {
    await sign('daily', 'k8');
    server.clock?.advance(25 * 3_600_000);
    expect((await sign('daily', 'k8')).status).toBe(200);
    expect(await lines('daily')).toBe(2);
  });

  it('is thrown away by a job when it has been kept for a day', async () => {
    const kept = async (): Promise<number> => {
      const { rows } = await server.get(Db).read((em) => em.run('SELECT count(*) AS n FROM core_answers'));
      return Number(rows[0]?.['n']);
    };
    await sign('pruned', 'k10');
    const before = await kept();
    server.clock?.advance(25 * 3_600_000);
    await sign('stays', 'k11');
    await server.get(Jobs).add({ name: 'core.pruneAnswers' });
    await server.flushJobs();
    expect(before).toBeGreaterThan(0);
    expect(await kept()).toBe(1);
  });

  it('survives a restart', async () => {
    const first = await sign('lasting', 'k9');
    await server.stop({ keep: true });
    server = await startAethex({ plugins: [guestbookPlugin(), labPlugin()], dir: server.dir });
    server.clock?.advance(25 * 3_600_000);
    expect((await sign('lasting', 'k9')).body).toEqual(first.body);
    expect(await lines('lasting')).toBe(1);
  });

  it.each(['', 'a b', 'x'.repeat(256), 'ü'])('is refused with the key %p', async (key) => {
    const body = {
      jsonrpc: '2.0',
      id: 1,
      method: 'guestbook.sign',
      params: { line: 'x' },
      idempotency_key: key,
    };
    const answer = await ask(
      `${server.url}/api/v1/rpc`,
      asJson(body, { authorization: `Bearer ${testToken('ann')}` }),
    );
    expect(answer.body.error).toMatchObject({ data: { code: 'idem.key_invalid' } });
  });

  it('works the same over the socket', async () => {
    const socket = await server.as('carol').open();
    const call = (id: number) => ({
      jsonrpc: '2.0',
      id,
      method: 'guestbook.sign',
      params: { line: 'socket' },
      idempotency_key: 'k10',
    });
    const heard: string[] = [];
    socket.raw.on('message', (data: Buffer) => heard.push(data.toString()));
    socket.send(call(101));
    socket.send(call(102));
    while (heard.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    const [first, second] = heard.map((text) => JSON.parse(text) as { result: { data: { id: string } } });
    expect(second?.result.data.id).toBe(first?.result.data.id);
    expect(await lines('socket')).toBe(1);
  });
});
