import { Clock, Credentials, type Ended, type Identity, type Showing, type Undo } from '@aethex/core';
import { houseError } from '@aethex/protocol';
import type { News } from '../news/news.js';
import { isSecret, type SecretSort } from '../rules/secret.js';
import { EndedListeners, KnownTokens, type Known } from './known-tokens.js';
import type { UnknownGuard } from './unknown-guard.js';

interface Parts {
  readonly sort: SecretSort;
  readonly news: News;
  readonly guard: UnknownGuard;
  readonly clock: Clock;
  /** How many tokens are remembered. */
  readonly most: number;
}

/** Tokens whose rows are looked up once, and forgotten when all nodes are told that something has changed. */
export abstract class LookedUp extends Credentials {
  private readonly known: KnownTokens;
  private readonly ended = new EndedListeners();

  constructor(private readonly parts: Parts) {
    super();
    this.known = new KnownTokens(parts.most);
    parts.news.listen((subject) => this.end(subject));
  }

  who(token: string, showing: Showing): Identity | Promise<Identity> {
    const known = this.known.get(token);
    if (!known || this.parts.clock.now() >= known.identity.expiresAt) return this.lookUp(token, showing);
    return this.used(known.identity, showing);
  }

  onEnded(listener: (ended: Ended) => void): Undo {
    return this.ended.add(listener);
  }

  /** Whom a token speaks for and what it stands and falls with, or `null`. */
  protected abstract find(token: string): Promise<Known | null>;

  /** Is told of each use, and may refuse it. */
  protected abstract used(identity: Identity, showing: Showing): Identity | Promise<Identity>;

  /** Forgets what stands and falls with a subject; sockets whose session has this id are closed. */
  protected end(subject: string): void {
    this.known.forget(subject);
    this.ended.tell(subject);
  }

  private async lookUp(token: string, showing: Showing): Promise<Identity> {
    const { sort, guard, news } = this.parts;
    if (!isSecret(sort, token)) throw houseError('auth.token_invalid');
    guard.admit(showing.address);
    const { epoch } = news;
    const found = await this.find(token);
    if (!found) {
      this.known.delete(token);
      await guard.count(showing.address);
      throw houseError('auth.token_invalid');
    }
    if (epoch === news.epoch) this.known.add(token, found);
    return this.used(found.identity, showing);
  }
}
