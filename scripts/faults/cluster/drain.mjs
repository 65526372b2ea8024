import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { pause } from '../load.mjs';
import { Player } from '../player.mjs';

/** Milliseconds in which a node that drains has to have ended. */
const endsWithin = 30_000;

/**
 * SIGTERM to a node with saves in flight and sockets open: what has reached it is answered, sockets are sent elsewhere,
 * and it ends with code 0.
 */
export async function drainRun(cluster, { seed, savers = 200, sockets = 60, log }) {
  const node = cluster.nodes[seed % cluster.nodes.length];
  const players = await guests(cluster, savers);
  const open = await Promise.all(players.slice(0, sockets).map(({ token }) => signedIn(node.url, token)));
  for (const player of players) player.at = () => node.url;
  const outcomes = Promise.all(players.map((player) => saved(player)));
  await pause(150);
  const began = performance.now();
  const { code, signal } = await node.end('SIGTERM');
  const endedMs = Math.round(performance.now() - began);
  const answers = await outcomes;
  const reasons = await Promise.all(open.map(({ closed }) => closed));
  await node.start();
  for (const player of players) player.at = cluster.at;
  const violations = [
    ...(code === 0 ? [] : [`the node ended with ${code ?? signal}`]),
    ...(endedMs < endsWithin ? [] : [`the node ended only after ${endedMs} ms`]),
    ...reasons.filter((reason) => reason !== 4000).map((reason) => `a socket was closed with ${reason}`),
    ...(await missing(answers)),
    ...cluster.misdeeds(),
  ];
  const [acked, refused, turned] = ['acked', 'refused', 'turned'].map(
    (what) => answers.filter((answer) => answer.what === what).length,
  );
  log(`  ended after ${endedMs} ms: ${acked} saves answered, ${refused} refused, ${turned} came too late`);
  return { seed, endedMs, acked, refused, turned, sockets, violations };
}

async function guests(cluster, many) {
  const players = [];
  while (players.length < many)
    players.push(
      ...(await Promise.all(Array.from({ length: 20 }, () => new Player(cluster.at, 'main').guest()))),
    );
  return players.slice(0, many);
}

/** Opens a socket and signs in; `closed` is its close code, later. */
async function signedIn(url, token) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/multiplayer`);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'auth', token }));
  await once(socket, 'message');
  return { closed };
}

async function saved(player) {
  const save = { json: '{"level":1}', base: 0, key: randomUUID() };
  try {
    const { status, body } = await player.put(save);
    if (status === 201) return { what: 'acked', player };
    return { what: 'refused', player, why: `${status} ${body.error?.code}` };
  } catch (error) {
    const code = error.cause?.code;
    return { what: code === 'ECONNREFUSED' ? 'turned' : 'broken', player, why: code };
  }
}

/** What was acknowledged is there, and nothing that had arrived was left without an answer. */
async function missing(answers) {
  const unanswered = answers
    .filter(({ what }) => what === 'broken')
    .map(({ why }) => `a save was not answered: ${why}`);
  const wrong = answers
    .filter(({ what, why }) => what === 'refused' && !why.startsWith('503'))
    .map(({ why }) => `a save was refused with ${why}`);
  const lost = [];
  for (const { player } of answers.filter(({ what }) => what === 'acked'))
    if ((await player.history()).length !== 1) lost.push('an acknowledged save is gone');
  return [...unanswered, ...wrong, ...lost];
}
