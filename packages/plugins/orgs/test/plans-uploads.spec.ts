import { randomBytes } from 'node:crypto';
import { Db } from '@aethex/core';
import { auth, plans, saves } from '@aethex/protocol';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testEngines } from './engines.js';
import { codeOf, rows, Studio } from './fixtures.js';

const megabyte = 1024 ** 2;
const patience = 120_000;

/** A player may call a method 120 times a minute, so half of the uploads come by another one. */
async function uploaded(address: string, token: string): Promise<string> {
  const headers = { 'content-type': 'application/octet-stream', authorization: `Bearer ${token}` };
  const response = await fetch(address, { method: 'PUT', headers, body: randomBytes(9000) });
  const { error } = (await response.json()) as { error?: { code: string } };
  return response.ok ? 'ok' : (error?.code ?? String(response.status));
}

describe.each(testEngines)('the last megabyte of a plan on $name', (engine) => {
  let studio: Studio;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const opened = await engine.open();
    close = opened.close;
    studio = await Studio.start({}, { adapters: opened.adapters });
  });
  afterAll(async () => {
    await studio.server.stop();
    await close();
  });

  it(
    'is filled by two hundred parallel uploads and never exceeded by a byte (Q1)',
    async () => {
      const { url } = studio.server;
      const ann = await studio.founder();
      const limits = { 'saves.bytes_per_player': megabyte };
      await studio.server.bearer(ann.token).rest(plans).setPlan({ org_id: ann.org_id, plan: 'free', limits });
      const { token, user_id } = await studio.server.anyone().rpc(auth).guest({});
      const player = studio.server.bearer(token).rpc(saves);
      const put = (index: number): Promise<string> =>
        codeOf(player.put({ slot_name: `put${index}`, data: randomBytes(9000).toString('base64') }));
      const upload = (index: number): Promise<string> =>
        uploaded(`${url}/api/v1/saves/me/raw${index}/content`, token);
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? put : upload)(index)),
      );
      const sql = `SELECT "stored_bytes" FROM "saves_usage" WHERE "player_id" = '${user_id}'`;
      const used = Number((await rows(studio.server.get(Db), sql))[0]?.['stored_bytes']);
      const stored = answers.filter((code) => code === 'ok').length;
      expect(new Set(answers)).toEqual(new Set(['ok', 'saves.quota']));
      expect(used).toBeLessThanOrEqual(megabyte);
      expect(used + used / stored).toBeGreaterThan(megabyte);
    },
    patience,
  );
});
