import { type Identity, type Showing } from '@aethex/core';
import { houseError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { GameBook } from './game-book.js';

/** Milliseconds in which one key is written down once. */
const quiet = 60_000;
const mostRemembered = 10_000;

/** Refuses secret keys that a browser shows, and leaves a word of it in the audit log. */
@Injectable()
export class BrowserWarnings {
  private readonly written = new Map<string, number>();

  constructor(
    private readonly games: GameBook,
    private readonly audit: AuditLog,
  ) {}

  /** Fails with `keys.browser`. */
  async refuse({ gameId, keyId = '' }: Identity, { address = '' }: Showing): Promise<never> {
    if (this.isFirst(keyId)) {
      const game = await this.games.byGameId(gameId);
      await this.audit.noteBrowser({ id: keyId, orgId: game?.orgId ?? null, gameId }, address);
    }
    throw houseError('keys.browser');
  }

  private isFirst(keyId: string): boolean {
    const now = performance.now();
    if (now - (this.written.get(keyId) ?? -Infinity) < quiet) return false;
    if (this.written.size >= mostRemembered) this.written.clear();
    this.written.set(keyId, now);
    return true;
  }
}
