import { startAethex, testPlayerId, type Refused, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { savesPlugin } from '../src/index.js';
import { noise, player, refusal, rest, rowsOf, sha256, usage, type Saves } from './tools.js';

const patience = 60_000;

/** All calls at once: what was answered, and what was refused. */
async function together<T>(calls: readonly Promise<T>[]): Promise<{ done: T[]; refused: Refused[] }> {
  const outcomes = await Promise.allSettled(calls);
  return {
    done: outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])),
    refused: outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as Refused] : [],
    ),
  };
}

async function revisionsOf(server: TestServer, saveId: string): Promise<number[]> {
  const sql = 'SELECT revision FROM saves_revisions WHERE slot_id = $1 ORDER BY revision';
  return (await rowsOf(server, sql, [saveId])).map(({ revision }) => Number(revision));
}

describe('devices that save at the same time', () => {
  let server: TestServer;
  let api: Saves;
  beforeAll(async () => {
    server = await startAethex({ plugins: [savesPlugin({ history: 1000 })] });
    api = player(server, 'ann');
  });
  afterAll(() => server.stop());

  it(
    'never overwrite each other: one is stored, the others are kept as conflicts (S3)',
    async () => {
      let head = await api.put({ slot_name: 'duel', data: 'start' });
      for (let round = 0; round < 200; round += 1) {
        const devices = 2 + (round % 7);
        const { done, refused } = await together(
          Array.from({ length: devices }, (_, device) =>
            api.put({ slot_name: 'duel', data: { round, device }, base_revision: head.revision }),
          ),
        );
        expect(done).toHaveLength(1);
        head = done[0]!;
        expect(refused.map(({ code }) => code)).toEqual(Array(devices - 1).fill('saves.conflict'));
        for (const { data } of refused) expect(data).toMatchObject({ current: { revision: round + 2 } });
        const kept = await keptOf(round, head.checksum);
        expect(kept).toEqual(
          Array.from({ length: devices }, (_, device) =>
            sha256(JSON.stringify({ round, device })),
          ).toSorted(),
        );
      }
      expect(await revisionsOf(server, head.save_id)).toEqual(
        Array.from({ length: 201 }, (_, index) => index + 1),
      );
    },
    patience,
  );

  /** What is kept of a round, by checksum; its conflicts are settled on the way. */
  async function keptOf(round: number, current: string): Promise<string[]> {
    const { conflicts } = await api.conflicts({ limit: 100 });
    for (const { conflict_id, yours } of conflicts) {
      expect(yours.parent_revision).toBe(round + 1);
      await api.resolve({ conflict_id, keep: 'theirs' });
    }
    return [current, ...conflicts.map(({ yours }) => yours.checksum)].toSorted();
  }

  it('may create a slot once (S2)', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { done, refused } = await together(
        Array.from({ length: 8 }, (_, device) => api.put({ slot_name: `new${round}`, data: { device } })),
      );
      expect([done.length, refused.length]).toEqual([1, 7]);
      expect(done[0]).toMatchObject({ revision: 1, created: true });
    }
  });

  it('all get through when they say that they write over anything', async () => {
    const { done, refused } = await together(
      Array.from({ length: 50 }, (_, device) =>
        api.put({ slot_name: 'over', data: device, overwrite: true }),
      ),
    );
    expect(refused).toEqual([]);
    const revisions = done.map(({ revision }) => revision).toSorted((one, other) => one - other);
    expect(revisions).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    const head = done.find(({ revision }) => revision === 50)!;
    expect(await api.get({ save_id: 'over' })).toMatchObject({ revision: 50, checksum: head.checksum });
  });

  it('are one when they send the same upload: it is stored once (S5)', async () => {
    await api.put({ slot_name: 'same', data: 'start' });
    const { done, refused } = await together(
      Array.from({ length: 50 }, () => api.put({ slot_name: 'same', data: 'again', base_revision: 1 })),
    );
    expect(refused).toEqual([]);
    expect(new Set(done.map(({ revision }) => revision))).toEqual(new Set([2]));
    expect(await revisionsOf(server, done[0]?.save_id ?? '')).toEqual([1, 2]);
  });

  it('find the same refused upload kept once (S5)', async () => {
    await api.put({ slot_name: 'kept', data: 'start' });
    await api.put({ slot_name: 'kept', data: 'next', base_revision: 1 });
    const { refused } = await together(
      Array.from({ length: 20 }, () => api.put({ slot_name: 'kept', data: 'late', base_revision: 1 })),
    );
    const ids = new Set(refused.map(({ data }) => (data as { conflict_id: string }).conflict_id));
    expect([refused.length, ids.size]).toEqual([20, 1]);
  });

  it('resolve a conflict once (S3)', async () => {
    await api.put({ slot_name: 'solve', data: 'start' });
    const { data } = await refusal(api.put({ slot_name: 'solve', data: 'late' }));
    const { conflict_id } = data as { conflict_id: string };
    const ways = ['mine', 'theirs', 'both', 'mine', 'both', 'theirs'] as const;
    const { done, refused } = await together(ways.map((keep) => api.resolve({ conflict_id, keep })));
    expect(done).toHaveLength(1);
    for (const { code } of refused) expect(['saves.conflict_not_found', 'saves.conflict']).toContain(code);
    const { said, held } = await usage(server, testPlayerId('ann'));
    expect(said).toBe(held);
  });

  it('delete only what they have seen: never a save that came meanwhile (S3)', async () => {
    for (let round = 0; round < 40; round += 1) {
      const { revision } = await api.put({ slot_name: 'gone', data: round, overwrite: true });
      const put = api.put({ slot_name: 'gone', data: 'new', base_revision: revision });
      const remove = api.delete({ save_id: 'gone', base_revision: revision });
      const { done, refused } = await together<unknown>(round % 2 ? [put, remove] : [remove, put]);
      expect([done.length, refused.length]).toEqual([1, 1]);
      expect(['saves.conflict', 'saves.changed']).toContain(refused[0]?.code);
      const isThere = (await api.list()).saves.some(({ slot_name }) => slot_name === 'gone');
      expect(isThere).toBe(refused[0]?.code === 'saves.changed');
    }
  });

  it('number revisions without a gap while others delete and restore (S4)', async () => {
    const wild = player(server, 'wild');
    const seen = new Set<number>();
    const put = async (): Promise<void> =>
      void seen.add((await wild.put({ slot_name: 'w', data: Math.random(), overwrite: true })).revision);
    const restore = async (): Promise<void> => {
      const { revisions } = await wild.history({ save_id: 'w' });
      seen.add((await wild.restore({ save_id: 'w', revision: revisions.at(-1)!.revision })).revision);
    };
    const remove = (): Promise<unknown> => wild.delete({ save_id: 'w' });
    await put();
    for (let round = 0; round < 40; round += 1) {
      const { refused } = await together<unknown>([
        put(),
        restore(),
        put(),
        round % 4 === 0 ? remove() : put(),
        restore(),
      ]);
      for (const { code } of refused) expect(code).toBe('saves.not_found');
    }
    const revisions = [...seen].toSorted((one, other) => one - other);
    expect(revisions).toEqual(revisions.map((_, index) => index + 1));
  });
});

describe('a batch (S17)', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAethex({ plugins: [savesPlugin({ quota: '20kb', inlineBytes: '1kb' })] });
  });
  afterAll(() => server.stop());

  it('stores nothing when some of its slots were changed, and keeps each that was refused', async () => {
    const api = player(server, 'ann');
    await api.put({ slot_name: 'b', data: 'old' });
    await api.put({ slot_name: 'd', data: 'old' });
    const saves = [
      { slot_name: 'a', data: 'new' },
      { slot_name: 'b', data: 'mine' },
      { slot_name: 'c', data: 'new' },
      { slot_name: 'd', data: 'mine' },
    ];
    expect(await refusal(api.putMany({ saves }))).toMatchObject({
      code: 'saves.conflict',
      data: { current: { slot_name: 'b' }, yours: { checksum: sha256('"mine"') } },
    });
    expect((await api.list()).saves.map(({ slot_name }) => slot_name)).toEqual(['d', 'b']);
    const { conflicts } = await api.conflicts();
    expect(conflicts.map(({ yours }) => yours.slot_name)).toEqual(['d', 'b']);
  });

  it('stores nothing when it does not fit as a whole', async () => {
    const api = player(server, 'bob');
    const saves = ['a', 'b', 'c'].map((slot_name) => ({ slot_name, data: noise(12_000) }));
    expect(await refusal(api.putMany({ saves }))).toMatchObject({ code: 'saves.quota' });
    expect((await api.list()).saves).toEqual([]);
    expect(await usage(server, testPlayerId('bob'))).toEqual({ said: 0, held: 0 });
  });

  it('that is sent again is answered with what it became', async () => {
    const api = player(server, 'cid');
    const saves = ['a', 'b'].map((slot_name) => ({ slot_name, data: 1 }));
    const first = await api.putMany({ saves });
    const second = await api.putMany({ saves });
    expect(second.saves).toEqual(first.saves.map((one) => ({ ...one, created: false })));
  });

  it('does not wait for another one for ever, in whatever order they name their slots', async () => {
    const api = player(server, 'dan');
    const batch = (names: readonly string[], data: number) =>
      api.putMany({ saves: names.map((slot_name) => ({ slot_name, data, overwrite: true })) });
    const { refused } = await together(
      Array.from({ length: 20 }, (_, index) => batch(index % 2 ? ['x', 'y'] : ['y', 'x'], index)),
    );
    expect(refused).toEqual([]);
    const [x, y] = [await api.get({ save_id: 'x' }), await api.get({ save_id: 'y' })];
    expect([x.revision, y.revision, x.data]).toEqual([20, 20, y.data]);
  });
});

describe('an Idempotency-Key (S5)', () => {
  it('makes one revision of fifty calls, and gives the first answer after a restart as well', async () => {
    const first = await startAethex({ plugins: [savesPlugin()] });
    const put = (server: TestServer, data: string) =>
      rest(server, 'ann', 'POST /saves/me', {
        headers: { 'idempotency-key': 'k1' },
        body: JSON.stringify({ slot_name: 'a', data, overwrite: true }),
      });
    const answers = await Promise.all(Array.from({ length: 50 }, () => put(first, 'one')));
    const stored = answers.filter(({ status }) => status < 300);
    expect(stored.length).toBeGreaterThan(0);
    for (const { body } of stored) expect(body).toEqual(stored[0]?.body);
    for (const { status, body } of answers.filter((one) => !stored.includes(one)))
      expect([status, body['error']]).toEqual([409, expect.objectContaining({ code: 'idem.in_flight' })]);
    expect(await rowsOf(first, 'SELECT revision FROM saves_revisions')).toHaveLength(1);
    expect((await put(first, 'other')).status).toBe(422);
    await first.stop({ keep: true });

    const second = await startAethex({ plugins: [savesPlugin()], dir: first.dir });
    const again = await put(second, 'one');
    expect(again.body).toEqual(stored[0]?.body);
    expect((await put(second, 'other')).body['error']).toMatchObject({ code: 'idem.mismatch' });
    expect(await rowsOf(second, 'SELECT revision FROM saves_revisions')).toHaveLength(1);
    await second.stop();
  });

  it('gives a refused upload the same conflict, which is kept although the call failed', async () => {
    const server = await startAethex({ plugins: [savesPlugin()] });
    await player(server, 'ann').put({ slot_name: 'a', data: 'theirs' });
    const late = () =>
      rest(server, 'ann', 'POST /saves/me', {
        headers: { 'idempotency-key': 'late' },
        body: JSON.stringify({ slot_name: 'a', data: 'mine' }),
      });
    const [one, other] = [await late(), await late()];
    expect(one.status).toBe(409);
    const told = ({ body }: typeof one) => ({ ...(body['error'] as object), request_id: '' });
    expect(told(other)).toEqual(told(one));
    const { conflicts } = await player(server, 'ann').conflicts();
    expect(conflicts).toEqual([(one.body['error'] as { data: unknown }).data]);
    await server.stop();
  });
});

describe('the quota', () => {
  it(
    'is never passed by a byte, however many upload at once (S6)',
    async () => {
      const quota = 100_000;
      const server = await startAethex({ plugins: [savesPlugin({ quota, inlineBytes: '1kb' })] });
      const api = player(server, 'ann');
      const { done, refused } = await together(
        Array.from({ length: 200 }, (_, index) =>
          api.upload({ slot_name: `s${index}`, content: Buffer.from(noise(500 + (index % 40) * 50)) }),
        ),
      );
      expect(done.length).toBeGreaterThan(20);
      expect(refused.length).toBeGreaterThan(20);
      for (const { status, code, data } of refused)
        expect({ status, code, data }).toMatchObject({
          status: 403,
          code: 'saves.quota',
          data: { quota_bytes: quota },
        });
      const { said, held } = await usage(server, testPlayerId('ann'));
      expect(said).toBe(held);
      expect(said).toBeLessThanOrEqual(quota);
      expect(said).toBe(done.reduce((sum, { stored_bytes }) => sum + stored_bytes, 0));
      await server.stop();
    },
    patience,
  );
});
