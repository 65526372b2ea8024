import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { Side } from './side.mjs';

/** A small save of a story game, about 300 bytes. */
export const smallSave = {
  level: 12,
  position: { x: 103.5, y: -4.25, z: 77 },
  health: 87,
  inventory: ['sword', 'rope', 'lamp', 'bread', 'bread', 'map of the old mine'],
  quests: { mine: 'done', bridge: 'open', letter: 'open' },
  played_seconds: 48213,
};

const json = { 'content-type': 'application/json' };
const account = { username: 'ann', password: 'correct horse battery' };

/** A temporary folder that goes at the end. */
export async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'aethex-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sends JSON and gives back the answer's JSON. */
export async function post(url, path, body, token) {
  const headers = { ...json, ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(`${url}/api/v1${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Our server with one player who has one save. */
export async function oursWithSave(folder) {
  const data = join(folder, 'ours');
  const ours = await Side.start('ours', data);
  const { url } = ours.facts;
  const { token, user } = await post(url, '/auth/register', account);
  await post(url, '/saves/me', { slot_name: 'slot1', data: smallSave }, token);
  return { ours, url, token, playerId: user.user_id, data };
}

/** A copy of the same database for the bare server, with the save in plain text in a table of the same columns. */
export async function bareFrom({ data, ours, playerId, token }, folder) {
  await ours.stop();
  const file = join(folder, 'bare.db');
  cpSync(join(data, 'aethex.db'), file);
  const db = new Libsql(file);
  db.exec('CREATE TABLE bare_saves AS SELECT * FROM saves_revisions');
  db.exec('CREATE UNIQUE INDEX bare_saves_place ON bare_saves (slot_id, revision)');
  db.prepare('UPDATE bare_saves SET payload = ?').run([JSON.stringify(smallSave)]);
  db.close();
  return Side.start('bare', file, token, playerId);
}

/** Our server again, on the data it had. */
export async function again({ data }) {
  const ours = await Side.start('ours', data);
  const { url } = ours.facts;
  const { token, user } = await post(url, '/auth/login', account);
  return { ours, url, token, playerId: user.user_id, data };
}
