import { AsyncLocalStorage } from 'node:async_hooks';
import {
  AuditTrail,
  Clock,
  coarseNetwork,
  currentScope,
  Db,
  environments,
  gameIdOf,
  Ids,
  Logger,
  type Act,
  type ActEnded,
  type Caller,
  type Unit,
} from '@aethex/core';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { GameBook } from '../games/game-book.js';
import { Admins } from '../orgs/admins.js';
import { Member } from '../orgs/member.entity.js';
import { People } from '../orgs/people.js';
import { AuditEntry } from './audit-entry.entity.js';

/** An act a service writes down itself, in its own write, because only it knows the organization. */
export interface NotedAct {
  readonly orgId: string;
  readonly caller: Caller;
  readonly method: string;
  readonly about: Readonly<Record<string, unknown>>;
}

const nothing: ActEnded = async () => undefined;

/**
 * Writes down who did what, before it is done and how it ended afterwards. An act belongs to the organization that
 * the caller is a member of, or that the caller's game belongs to: strangers cannot write into anybody's log.
 */
@Injectable()
export class AuditLog extends AuditTrail implements OnApplicationShutdown {
  /** Runs work as if outside of the call, so that what is written stays when the call is rolled back. */
  private readonly outside = AsyncLocalStorage.snapshot();
  private readonly pending = new Set<Promise<unknown>>();

  constructor(
    private readonly db: Db,
    private readonly games: GameBook,
    private readonly people: People,
    private readonly admins: Admins,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {
    super();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.pending);
  }

  async begin(act: Act): Promise<ActEnded> {
    const orgId = await this.orgOf(act);
    if (orgId === undefined) return nothing;
    const entry = this.entryOf(act.caller, orgId, act.method, act.about);
    await this.apart((em) => em.add(AuditEntry, entry));
    return (outcome) => this.end(entry.id, outcome);
  }

  /** Notes an act that has been done, inside its write. */
  async note(em: Unit, { orgId, caller, method, about }: NotedAct): Promise<void> {
    await em.add(AuditEntry, { ...this.entryOf(caller, orgId, method, about), outcome: 'done' });
  }

  /** Notes that a secret key was refused because a browser showed it. */
  async noteBrowser(
    key: { id: string; orgId: string | null; gameId: string },
    address: string,
  ): Promise<void> {
    const { id: keyId, orgId, gameId } = key;
    const about = { refused: 'keys.browser' };
    const nobody = { id: this.ids.next(), actor: 'anyone' as const, actorId: null, at: this.clock.now() };
    const network = coarseNetwork(address);
    const entry = {
      ...nobody,
      orgId,
      gameId,
      keyId,
      network,
      about,
      method: 'keys.use',
      outcome: 'keys.browser',
    };
    await this.apart((em) => em.add(AuditEntry, entry));
  }

  /** A refusal may be about to be rolled back with all it did: how it ended is then written behind it. */
  private async end(id: string, outcome: string): Promise<void> {
    const write = (em: Unit): Promise<unknown> => em.change(AuditEntry, { id, outcome: null }, { outcome });
    if (outcome === 'done' || !isInside()) return void (await this.db.write(write));
    const later = this.outside(() => this.db.write(write)).catch((error: unknown) =>
      this.log.error({ err: error }, 'how an audited call ended could not be written down'),
    );
    this.pending.add(later);
    void later.finally(() => this.pending.delete(later));
  }

  /** Writes on its own, unless a write is open around it, which would wait for itself. */
  private async apart(work: (em: Unit) => Promise<unknown>): Promise<void> {
    await (isWriting() ? this.db.write(work) : this.outside(() => this.db.write(work)));
  }

  /** `null` is the installation's own log; `undefined`: nobody's, because a stranger only knocked. */
  private async orgOf({ caller, about, method }: Act): Promise<string | null | undefined> {
    if (caller.who === 'anyone') return undefined;
    if (caller.who !== 'player') return (await this.games.byGameId(caller.gameId))?.orgId ?? null;
    const named = about['org_id'];
    if (typeof named !== 'string') return isOfInstallation(method) ? null : undefined;
    if (!this.people.isAtHome(caller)) return undefined;
    const member = await this.db.pick(Member, { orgId: named, playerId: caller.id });
    if (member) return named;
    return (await this.admins.has(caller)) ? null : undefined;
  }

  private entryOf(
    { who, id, keyId, gameId, address }: Caller,
    orgId: string | null,
    method: string,
    about: Readonly<Record<string, unknown>>,
  ): AuditEntry {
    return {
      id: this.ids.next(),
      orgId,
      gameId: who === 'player' ? gameOf(about) : gameId,
      actor: who,
      actorId: id === '' ? null : id,
      keyId: keyId === '' ? null : keyId,
      method,
      about,
      outcome: null,
      network: coarseNetwork(address),
      at: this.clock.now(),
    };
  }
}

/** What a member does is about the game they name, not about the one they are signed in to. */
function gameOf({ game, environment }: Readonly<Record<string, unknown>>): string | null {
  if (typeof game !== 'string') return null;
  const known = environments.find((one) => one === environment);
  return gameIdOf(game, known ?? 'live');
}

const isOfInstallation = (method: string): boolean => method === 'orgs.create' || method === 'orgs.setup';

const isWriting = (): boolean => {
  const scope = currentScope();
  return scope?.unit !== undefined || scope?.once?.begun === true;
};
const isInside = (): boolean => currentScope()?.once !== undefined || currentScope()?.unit !== undefined;
