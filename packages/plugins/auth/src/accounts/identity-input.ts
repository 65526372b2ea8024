import { auth } from '@aethex/protocol';
import type { IdentityKind } from '../entities/account-identity.entity.js';
import { readEmail, type EmailForms } from '../rules/email.js';
import { readUsername, type UsernameForms } from '../rules/username.js';

interface Given {
  readonly email?: string | undefined;
  readonly username?: string | undefined;
}

/** What somebody wants to be known by. */
export interface ReadNames {
  readonly email: EmailForms | null;
  readonly username: UsernameForms | null;
}

/** What somebody is looked up by. */
export interface LookUp {
  readonly kind: IdentityKind;
  readonly key: string;
}

/** Reads the email and the username of a new account. Fails with `auth.identity_invalid`. */
export function readNames({ email, username }: Given): ReadNames {
  return {
    email: email === undefined ? null : checkedEmail(email),
    username: username === undefined ? null : checkedUsername(username),
  };
}

/** Reads what somebody signs in by; `null` when no account can be known by it. */
export function readLookUp({
  email,
  username,
  login,
}: Given & { readonly login?: string | undefined }): LookUp | null {
  const typed = email ?? username ?? login ?? '';
  const isEmail = email !== undefined || (username === undefined && typed.includes('@'));
  if (isEmail) {
    const read = readEmail(typed);
    return read && { kind: 'email', key: read.key };
  }
  const read = readUsername(typed);
  return typeof read === 'string' ? null : { kind: 'username', key: read.key };
}

/** Reads an email. Fails with `auth.identity_invalid`. */
export function checkedEmail(typed: string): EmailForms {
  const email = readEmail(typed);
  if (!email) throw auth.error('register', 'identity_invalid', { field: 'email', reason: 'malformed' });
  return email;
}

function checkedUsername(typed: string): UsernameForms {
  const username = readUsername(typed);
  if (typeof username === 'string')
    throw auth.error('register', 'identity_invalid', { field: 'username', reason: username });
  return username;
}
