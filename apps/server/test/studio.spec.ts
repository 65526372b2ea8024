import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aethex, start, type Ran } from './kit.js';

describe('aethex admin, orgs and keys game', () => {
  let dir: string;
  let url: string;
  let banner: string;
  beforeEach(async () => {
    const started = await start();
    ({ dir, url } = started);
    banner = started.said.stderr;
  }, 60_000);
  const run = (...words: string[]): Promise<Ran> => aethex([...words, '--data', dir]);
  const rest = async (path: string, init: RequestInit & { body?: string } = {}) => {
    const headers = { 'content-type': 'application/json', ...(init.headers as object | undefined) };
    const response = await fetch(`${url}/api/v1${path}`, { ...init, headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('says at the start that nobody runs the server, with the command, and the key of the first game', async () => {
    expect(banner).toMatch(/Nobody runs this installation yet.*\n.*aethex admin create/);
    const key = /game key\s+(agk_\S+)/.exec(banner)?.[1] ?? '';
    const guest = await rest('/auth/guest', { method: 'POST', body: '{}', headers: { 'x-game-key': key } });
    expect(guest.status).toBe(201);
    expect((await run('keys', 'game', 'list')).stdout).toContain(key);
  });

  it('makes a link that leads to the running server, works once, and founds what there is to list', async () => {
    expect((await run('admin', 'list')).stdout).toContain('aethex admin create');
    const { stdout } = await run('admin', 'create');
    const link = new URL(stdout.trim().split('\n').at(-1)?.trim() ?? '');
    expect(link.origin).toBe(url);
    expect((await fetch(link)).status).toBe(200);
    const token = new URLSearchParams(link.hash.slice(1)).get('token');
    const owner = await rest('/auth/register', {
      method: 'POST',
      body: JSON.stringify({ username: 'ann', password: 'correct horse battery' }),
    });
    const authorization = `Bearer ${String(owner.body['token'])}`;
    const setUp = () =>
      rest('/orgs/setup', {
        method: 'POST',
        body: JSON.stringify({ token, name: 'Moonlight' }),
        headers: { authorization },
      });
    expect((await setUp()).status).toBeLessThan(300);
    expect((await setUp()).status).toBeGreaterThanOrEqual(400);
    expect((await run('admin', 'list')).stdout.trim()).toBe(owner.body['user_id']);
    const listed = (await run('orgs', 'list')).stdout.trim();
    expect(listed).toMatch(/^\S+ {2}Moonlight {2}1 member {2}default$/);
    const members = await run('orgs', 'members', listed.split(' ')[0] ?? '');
    expect(members.stdout.trim()).toBe(`${String(owner.body['user_id'])}  owner`);
    expect(await run('orgs', 'members', 'nobody')).toMatchObject({ code: 1 });
  }, 60_000);

  it('makes a key for a server of ours, which is good at once, and ends it', async () => {
    const made = await run('keys', 'game', 'create', '--scope', 'auth.verify_players', '--days', '30');
    const key = made.stdout.trim();
    expect(key).toMatch(/^ask_[A-Za-z0-9_-]{43}$/);
    const guest = await rest('/auth/guest', { method: 'POST', body: '{}' });
    const verify = () =>
      rest('/players/verify-token', {
        method: 'POST',
        body: JSON.stringify({ token: guest.body['token'] }),
        headers: { authorization: `Bearer ${key}` },
      });
    expect(await verify()).toMatchObject({ status: 200, body: { active: true } });
    const line = (await run('keys', 'game', 'list')).stdout.split('\n').find((one) => one.includes('secret'));
    expect(line).toContain('may auth.verify_players');
    expect(line).not.toContain(key);
    expect(await run('keys', 'game', 'revoke', line?.split(' ')[0] ?? '')).toMatchObject({ code: 0 });
    let status = 200;
    for (; status === 200; await sleep(100)) ({ status } = await verify());
    expect(status).toBe(401);
  }, 60_000);

  it('says in words what cannot be', async () => {
    const wrong: readonly (readonly [string[], RegExp])[] = [
      [
        ['keys', 'game', 'create', '--scope', 'saves.everything'],
        /no permission "saves.everything".*There are: /s,
      ],
      [['keys', 'game', 'create', '--env', 'prod'], /no environment "prod".*live, staging, dev/s],
      [['keys', 'game', 'create', '--days', 'soon'], /"soon" is no number of days/],
      [['keys', 'game', 'list', '--game', 'nowhere'], /no game "nowhere"/],
      [['keys', 'game', 'revoke', 'nothing'], /No good key has the id "nothing"/],
    ];
    for (const [words, said] of wrong)
      expect(await run(...words)).toMatchObject({ code: 1, stderr: expect.stringMatching(said) });
  }, 60_000);
});
