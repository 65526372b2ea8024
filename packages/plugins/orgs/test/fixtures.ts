import { authPlugin } from '@aethex/plugin-auth';
import type { Db } from '@aethex/core';
import { savesPlugin } from '@aethex/plugin-saves';
import { auth, games, orgs, type ClientOf } from '@aethex/protocol';
import { memoryMail, startAethex, type MemoryMail, type TestOptions, type TestServer } from '@aethex/testing';
import { FirstAdmin, orgsPlugin } from '../src/index.js';

export const password = 'correct horse battery';

/** Somebody with an account, and what they call with. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly token: string;
  readonly orgs: ClientOf<typeof orgs>;
  readonly games: ClientOf<typeof games>;
}

type OrgsOptions = Parameters<typeof orgsPlugin>[0];

interface StudioOptions extends TestOptions {
  /** A mailbox that the adapters bind already. */
  readonly box?: MemoryMail;
}

const roomy = {
  registrationsPerAddress: 1000,
  guestsPerAddress: 1000,
  triesPerAddress: 1000,
  hashPasses: 2,
} as const;

/** A server with accounts, saves and organizations, and the people of a test. */
export class Studio {
  private names = 0;

  private constructor(
    readonly server: TestServer,
    readonly box: MemoryMail,
  ) {}

  static async start(settings: OrgsOptions = {}, options: StudioOptions = {}): Promise<Studio> {
    const { box = memoryMail(), ...rest } = options;
    const server = await startAethex({
      ...rest,
      adapters: [...(options.adapters ?? []), ...(options.box ? [] : [box.adapter])],
      plugins: [authPlugin(roomy), savesPlugin(), orgsPlugin(settings), ...(options.plugins ?? [])],
    });
    return new Studio(server, box);
  }

  /** Somebody new, who has proved their address. */
  async person(email = `person${(this.names += 1)}@x.example`): Promise<Person> {
    const { user_id, token } = await this.server.anyone().rpc(auth).register({ email, password });
    await this.server.flushJobs();
    await this.server
      .anyone()
      .rpc(auth)
      .verifyEmail({ code: this.secretTo(email, 'code') });
    return this.known(user_id, email, token);
  }

  /** Somebody with an account, by their token. */
  known(id: string, email: string, token: string): Person {
    const caller = this.server.bearer(token);
    return { id, email, token, orgs: caller.rest(orgs), games: caller.rest(games) };
  }

  /** What stands in the fragment of the link of the newest mail to an address. */
  secretTo(email: string, name: 'code' | 'token'): string {
    const { text = '' } = this.box.last(email) ?? {};
    const link = new URL(/https?:\/\/\S+/.exec(text)?.[0] ?? 'http://no.link');
    return new URLSearchParams(link.hash.slice(1)).get(name) ?? '';
  }

  /** The admin of the installation with the organization of the game `default`. */
  async founder(name = 'Starfall Games'): Promise<Person & { org_id: string }> {
    const ann = await this.person();
    const { url } = await this.server.get(FirstAdmin).invite();
    const token = new URLSearchParams(new URL(url).hash.slice(1)).get('token') ?? '';
    const { org_id } = await ann.orgs.setup({ token, name });
    return { ...ann, org_id };
  }

  /** Somebody new who was invited and has said yes. */
  async member(by: Person, org_id: string, role: string): Promise<Person> {
    const bob = await this.person();
    await by.orgs.invite({ org_id, email: bob.email, role });
    await this.server.flushJobs();
    await bob.orgs.acceptInvitation({ token: this.secretTo(bob.email, 'token') });
    return bob;
  }
}

/** `ok`, or the code of the refusal. */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'ok',
    (error: { code?: string; message?: string }) => error.code ?? String(error.message),
  );

export const rows = async (db: Db, sql: string): Promise<readonly Record<string, unknown>[]> =>
  (await db.read((em) => em.run(sql))).rows;
