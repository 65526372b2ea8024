import { randomUUID } from 'node:crypto';
import { requestOf } from './http-load.mjs';
import { smallSave } from './world.mjs';

/** Players who take turns: on our server nobody may save more than 120 times a minute. */
const crowd = 640;
const together = 32;
const json = { 'content-type': 'application/json' };

/** Reads are of a save that nobody writes meanwhile. */
const [readSlot, writtenSlot] = ['slot1', 'slot2'];
const content = (slot_name) => ({ slot_name, data: smallSave });

/** Guests of our server with one save each, and what they ask: the requests of each operation. */
export async function ourPlayers(url) {
  const at = `${url}/api/v1`;
  const players = await many(async () => {
    const { token, user } = await sent(`${at}/auth/guest`, {}, {});
    await sent(`${at}/saves/me`, content(readSlot), bearer(token));
    return { id: user.user_id, token };
  });
  return { players, asks: askedOfUs(players) };
}

/** The same requests for a server that speaks as ours does. */
export function askedOfUs(players) {
  const body = JSON.stringify({ ...content(writtenSlot), overwrite: true });
  const of = (make) =>
    players.map(({ token }) => requestOf({ ...make, headers: { ...bearer(token), ...make.headers } }));
  return {
    profile: of({ path: '/api/v1/auth/profile' }),
    get: of({ path: `/api/v1/saves/me/${readSlot}` }),
    put: of({ method: 'POST', path: '/api/v1/saves/me', headers: json, body }),
  };
}

/** The same of the usual stack. */
export async function usualPlayers(url) {
  const players = await many(async () => {
    const { token } = await sent(`${url}/guests`, {}, {});
    await sent(`${url}/saves`, content(readSlot), bearer(token));
    return bearer(token);
  });
  const body = JSON.stringify(content(writtenSlot));
  return {
    profile: players.map((headers) => requestOf({ path: '/profile', headers })),
    get: players.map((headers) => requestOf({ path: `/saves/${readSlot}`, headers })),
    put: players.map((headers) =>
      requestOf({ method: 'POST', path: '/saves', headers: { ...headers, ...json }, body }),
    ),
  };
}

/** The same of a Parse Server: anonymous users, and saves that only their owner may read. */
export async function parsePlayers(url, { appId, masterKey }) {
  const app = { 'x-parse-application-id': appId };
  const fields = { slot_name: { type: 'String' }, data: { type: 'Object' } };
  await sent(
    `${url}/schemas/Save`,
    { className: 'Save', fields },
    { ...app, 'x-parse-master-key': masterKey },
  );
  const players = await many(async () => {
    const user = await sent(`${url}/users`, { authData: { anonymous: { id: randomUUID() } } }, app);
    const headers = { ...app, 'x-parse-session-token': user.sessionToken };
    const ACL = { [user.objectId]: { read: true, write: true } };
    const { objectId } = await sent(`${url}/classes/Save`, { ...content(readSlot), ACL }, headers);
    return { headers, objectId, body: JSON.stringify({ ...content(writtenSlot), ACL }) };
  });
  const { pathname } = new URL(url);
  return {
    profile: players.map(({ headers }) => requestOf({ path: `${pathname}/users/me`, headers })),
    get: players.map(({ headers, objectId }) =>
      requestOf({ path: `${pathname}/classes/Save/${objectId}`, headers }),
    ),
    put: players.map(({ headers, body }) =>
      requestOf({ method: 'POST', path: `${pathname}/classes/Save`, headers: { ...headers, ...json }, body }),
    ),
  };
}

const bearer = (token) => ({ authorization: `Bearer ${token}` });

async function many(make) {
  const players = [];
  while (players.length < crowd) players.push(...(await Promise.all(Array.from({ length: together }, make))));
  return players;
}

async function sent(url, body, headers) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, ...json },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${url}: ${JSON.stringify(answer)}`);
  return answer;
}
