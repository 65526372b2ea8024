import fs from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { adapter, Db, Logger, type Adapter, type Cache } from '@aethex/core';
import { memoryCache } from '@aethex/local';
import { memoryMail, type TestServer } from '@aethex/testing';
import { call, rows, startAuth, type Answer } from './fixtures.js';

/** Every form in which a secret might turn up. */
const spellings = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('hex'),
];

/** The cache of the house, which tells what is put into it. */
function watchedCache(seen: string[]): Adapter<Cache> {
  const memory = memoryCache();
  return adapter<Cache>({
    ...memory,
    create: async (context) => {
      const cache = await memory.create(context);
      for (const verb of ['get', 'set', 'add'] as const) {
        const work = cache[verb].bind(cache) as (...args: unknown[]) => Promise<never>;
        cache[verb] = (...args: unknown[]) => {
          seen.push(args.join(' '));
          return work(...args);
        };
      }
      return cache;
    },
  });
}

describe('secrets', () => {
  let server: TestServer;
  let log = '';
  const mail = memoryMail();
  const secrets = new Set<string>();
  const refusals: string[] = [];
  const cached: string[] = [];
  const stdout = 1;

  const keep = (body: Answer['body']): Answer['body'] => {
    const { token, refresh_token, device_token, device_secret } = body;
    for (const secret of [token, refresh_token, device_token, device_secret])
      if (typeof secret === 'string') secrets.add(secret);
    return body;
  };
  const say = async (
    route: string,
    input?: Record<string, unknown>,
    token?: string,
  ): Promise<Answer['body']> => {
    for (const name of ['password', 'current_password', 'new_password', 'device_secret', 'refresh_token'])
      if (typeof input?.[name] === 'string' && input[name].length > 7) secrets.add(input[name]);
    const answer = await call(server, route, input, token);
    if (answer.status >= 400) refusals.push(JSON.stringify(answer.body));
    return keep(answer.body);
  };

  beforeAll(async () => {
    const write = fs.write as (...args: unknown[]) => void;
    jest.spyOn(fs, 'write').mockImplementation((fd: number, data: string, ...rest: unknown[]) => {
      if (fd !== stdout) return write(fd, data, ...rest);
      log += data;
      const written = rest.at(-1) as (error: null, bytes: number) => void;
      setImmediate(() => written(null, Buffer.byteLength(data)));
    });
    const adapters = [mail.adapter, watchedCache(cached)];
    server = await startAuth({ triesPerAccount: 5 }, { log: { level: 'debug' }, adapters });
    await live();
    server.get(Logger).flush();
    await new Promise((resolve) => setTimeout(resolve, 700));
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    jest.restoreAllMocks();
  });

  /** Uses everything, rightly and wrongly. */
  async function live(): Promise<void> {
    const account = { username: 'canary', email: 'canary@x.example', password: 'canary-password-one' };
    const first = await say('POST /auth/register', account);
    await say('POST /auth/register', account);
    await say('POST /auth/register', { username: 'canary2', password: 'password1' });
    await say('POST /auth/login', { login: 'canary', password: 'canary-password-one' });
    // Somebody types the password where the name belongs.
    for (let times = 0; times < 8; times += 1)
      await say('POST /auth/login', { login: 'canary-password-one', password: 'canary-password-two' });
    await say('POST /auth/login', { login: 'canary', password: 'canary-password-one', oops: 1 });
    const second = await say('POST /auth/refresh', { refresh_token: first.refresh_token });
    const third = await say('POST /auth/refresh', { refresh_token: second.refresh_token });
    await say(
      'PUT /auth/password',
      { current_password: 'canary-password-one', new_password: 'canary-password-three' },
      third.token,
    );
    await say(
      'PUT /auth/password',
      { current_password: 'canary-password-four', new_password: 'canary-password-five' },
      third.token,
    );
    await say('POST /auth/refresh', { refresh_token: first.refresh_token });
    await say('GET /auth/profile', undefined, third.token);
    await say('GET /auth/profile', undefined, `${third.token}tampered`);
    const guest = await say('POST /auth/guest', {});
    await say('POST /auth/guest', { device_secret: 'canary-secret-of-a-device-0123456789' });
    await say('POST /auth/upgrade', { username: 'canary3', password: 'canary-password-six' }, guest.token);
    await say('POST /auth/guest', { device_secret: guest.device_secret });
    const rpc = {
      jsonrpc: '2.0',
      id: 1,
      method: 'auth.login',
      params: { login: 'canary', password: 'canary-password-seven' },
    };
    await say('POST /rpc', rpc);
    await say('POST /rpc', { ...rpc, params: { password: 'canary-password-eight' } });
    const socket = await server.rawSocket();
    await socket.signIn(guest.token);
    await socket.rpc('auth.login', { login: 'canary', password: 'canary-password-nine' });
    socket.send('{"jsonrpc":"2.0","id":9,"method":"auth.login","params":{"password":"canary-password-ten"');
    await socket.next('error');
    const stranger = await server.rawSocket();
    stranger.send({ type: 'auth', token: `${guest.token}x` });
    await stranger.closed;
    for (const more of ['two', 'seven', 'eight', 'nine', 'ten']) secrets.add(`canary-password-${more}`);
    await fetch(`${server.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'k'.repeat(20) },
      body: '{"login":"canary","password":"canary-password-eleven"',
    });
    secrets.add('canary-password-eleven');
    const once = { 'idempotency-key': 'registers-once' };
    const kept = await call(
      server,
      'POST /auth/register',
      { username: 'canary4', password: 'canary-password-12' },
      undefined,
      once,
    );
    secrets.add('canary-password-12');
    keep(kept.body);
    await server.flushJobs();
  }

  const found = (text: string): string[] =>
    [...secrets].flatMap(spellings).filter((spelling) => text.includes(spelling));

  it('were used in all these flows', () => {
    expect(secrets.size).toBeGreaterThan(30);
    expect(refusals.length).toBeGreaterThan(12);
    expect(mail.sent.filter(({ subject }) => subject === 'One of your sessions was ended')).toHaveLength(1);
  });

  it('never get into the log', () => {
    expect(log).toContain('"method":"auth.login"');
    expect(log).toContain('"method":"auth.refresh"');
    expect(found(log)).toEqual([]);
  });

  it('never get into the metrics', async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    expect(text).toContain('aethex_auth_sign_ins_total');
    expect(found(text)).toEqual([]);
  });

  it('never get into the cache, which may be another machine', () => {
    expect(cached.some((entry) => entry.includes('limit:auth.'))).toBe(true);
    expect(found(cached.join('\n'))).toEqual([]);
  });

  it('never get into an error body or a mail', () => {
    expect(found(refusals.join('\n'))).toEqual([]);
    expect(found(JSON.stringify(mail.sent))).toEqual([]);
  });

  it('never lie on the disk: not in the database, its log, its jobs or any other file', async () => {
    const kept = [...(await filesIn(server.dir)), ...(await rowsOf(server))];
    expect(kept.some(([, text]) => text.includes('canary4'))).toBe(true);
    for (const [place, text] of kept) expect([place, found(text)]).toEqual([place, []]);
  });
});

type Kept = readonly (readonly [place: string, text: string])[];

/** Every file of a folder, byte for byte. */
async function filesIn(dir: string): Promise<Kept> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file) => [file, (await readFile(file)).toString('latin1')] as const));
}

/** Every row of a database that lies elsewhere, as text. */
async function rowsOf(server: TestServer): Promise<Kept> {
  if (server.get(Db).dialect === 'sqlite') return [];
  const tables = await rows(server, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  const texts = tables.map(async ({ tablename }) => {
    const found = await rows(server, `SELECT CAST(t AS text) AS row FROM "${String(tablename)}" t`);
    return [String(tablename), found.map(({ row }) => String(row)).join('\n')] as const;
  });
  return Promise.all(texts);
}
