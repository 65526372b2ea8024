import { Clock, Db, Ids, type Unit } from '@aethex/core';
import { auth } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';
import type { Account } from '../entities/account.entity.js';
import type { Entrance } from '../sessions/sign-in.js';
import { hashOf, isToken, newToken } from '../tokens/opaque-token.js';
import { isUuid } from '../rules/uuid.js';
import { FactorCodes } from './factor-codes.js';
import { MfaChallenge } from './mfa-challenge.entity.js';
import { Totp } from './totp.entity.js';

/** Tries of one sign-in, right or wrong. */
const mostTries = 5;

/** Asks for the second factor of whoever has one. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly db: Db,
    private readonly codes: FactorCodes,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly config: AuthConfig,
  ) {}

  /**
   * Called once the first factor was right and before a session is opened. Fails with `auth.mfa_required` and a token
   * that stands for the first factor: good for a few minutes, a few tries, this game and this password.
   */
  async demand(account: Account, { way, caller, device }: Entrance): Promise<void> {
    if ((await this.codes.of(account.id)) === null) return;
    const token = newToken('amt');
    const seconds = this.config.mfaLife;
    const challenge: MfaChallenge = {
      id: this.ids.next(),
      playerId: account.id,
      gameId: caller.gameId,
      hash: hashOf(token),
      way,
      device: device ?? null,
      proof: proofOf(account),
      tries: 0,
      expiresAt: new Date(this.clock.now().getTime() + seconds * 1000),
      usedAt: null,
    };
    await this.db.write((em) => em.add(MfaChallenge, challenge));
    throw auth.error('login', 'mfa_required', { mfa_token: token, expires_in: seconds });
  }

  /**
   * Takes the second factor off an account: for a studio’s own code, which has found out by other means who asks.
   * `false` when there was none.
   */
  async remove(playerId: string): Promise<boolean> {
    return isUuid(playerId) && (await this.db.write((em) => em.drop(Totp, { playerId }))) > 0;
  }

  /** The sign-in a token stands for, after its try has been counted; `null` when it is over or of another game. */
  async try(token: string, gameId: string): Promise<MfaChallenge | null> {
    const hash = hashOf(token);
    if (!isToken('amt', token)) return null;
    const now = this.clock.now().getTime();
    const sql =
      'UPDATE "auth_mfa_challenges" SET "tries" = "tries" + 1 WHERE "hash" = $1 AND "game_id" = $2 AND "tries" < $3 AND "used_at" IS NULL AND "expires_at" > $4';
    return this.db.write(async (em) => {
      const { changed } = await em.run(sql, [hash, gameId, mostTries, now]);
      return changed > 0 ? em.pick(MfaChallenge, { hash }) : null;
    });
  }

  /** Whether the first factor still counts: the password is the one that was right. */
  stillProves(challenge: MfaChallenge, account: Account): boolean {
    return challenge.proof === proofOf(account);
  }

  /** Ends a sign-in that waited, inside the write that opens its session. `false` when another call was faster. */
  async finish(em: Unit, { id }: MfaChallenge): Promise<boolean> {
    return (await em.change(MfaChallenge, { id, usedAt: null }, { usedAt: this.clock.now() })) > 0;
  }
}

const proofOf = ({ passwordHash }: Account): string => hashOf(passwordHash ?? '');
