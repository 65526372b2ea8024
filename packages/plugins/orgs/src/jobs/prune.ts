import { Clock, Db, type Worker } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { OrgsConfig } from '../orgs.config.js';

const day = 86_400_000;
/** How long what is over is kept, in days. */
const kept = { news: 1, tokens: 1, invitations: 30, setupLinks: 30 };

/** Forgets what is over: news, tokens, invitations, links, and the oldest part of the audit log. */
@Injectable()
export class Prune implements Worker {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly config: OrgsConfig,
  ) {}

  async run(): Promise<void> {
    const now = this.clock.now().getTime();
    const before = (days: number): number => now - days * day;
    const steps: [sql: string, time: number][] = [
      ['DELETE FROM "orgs_news" WHERE "at" < $1', before(kept.news)],
      ['DELETE FROM "orgs_service_tokens" WHERE "expires_at" < $1', before(kept.tokens)],
      ['DELETE FROM "orgs_studio_tokens" WHERE "expires_at" < $1', before(kept.tokens)],
      ['DELETE FROM "orgs_invitations" WHERE "expires_at" < $1', before(kept.invitations)],
      ['DELETE FROM "orgs_setup_links" WHERE "expires_at" < $1', before(kept.setupLinks)],
      ['DELETE FROM "orgs_audit" WHERE "at" < $1', now - this.config.auditLife * 1000],
    ];
    for (const [sql, time] of steps) await this.db.write((em) => em.run(sql, [time]));
  }
}
