import { auth } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { preparePassword, weaknessOf } from '../rules/password-policy.js';
import { CommonPasswords } from './common-passwords.js';

/** Decides whether somebody may choose a password. */
@Injectable()
export class PasswordPolicy {
  constructor(private readonly common: CommonPasswords) {}

  /** Fails with `auth.password_weak` when the password of a field is too easy to guess, or too long. */
  async check(
    field: 'password' | 'new_password',
    password: string,
    ownNames: readonly (string | null | undefined)[],
  ): Promise<void> {
    const common = await this.common.list();
    const reason = weaknessOf(preparePassword(password), {
      ownNames: ownNames.filter((name) => typeof name === 'string'),
      isCommon: (plain) => common.has(plain),
    });
    if (reason) throw auth.error('register', 'password_weak', { field, reason });
  }
}
