import { KeyRing } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import type { Totp } from './totp.entity.js';

/** What secrets of authenticator apps are sealed for. */
export const totpPurpose = 'auth.totp';

/** Seals the secrets of authenticator apps, each to its own row and player. */
@Injectable()
export class FactorKeys {
  constructor(private readonly keys: KeyRing) {}

  async seal(
    row: Pick<Totp, 'id' | 'playerId'>,
    secret: string,
  ): Promise<Pick<Totp, 'keyId' | 'sealedSecret'>> {
    const envelope = await this.keys.seal(totpPurpose, Buffer.from(secret), contextOf(row));
    return { keyId: this.keys.keyOf(envelope), sealedSecret: Buffer.from(envelope) };
  }

  async open(row: Pick<Totp, 'id' | 'playerId' | 'sealedSecret'>): Promise<string> {
    const secret = await this.keys.open(totpPurpose, row.sealedSecret, contextOf(row));
    return Buffer.from(secret).toString();
  }
}

const contextOf = ({ id, playerId }: Pick<Totp, 'id' | 'playerId'>): Buffer =>
  Buffer.from(`${id} ${playerId}`);
