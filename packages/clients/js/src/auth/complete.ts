import type { Caller, Send } from '../http/caller.js';
import { contractClient } from '../contract-client.js';
import type { Accounts } from './accounts.js';
import type { AuthClient } from './auth-client.js';

/** Flows that need nothing in the moment they are asked for. */
const later = [
  'providers',
  'signInWithToken',
  'completeRedirect',
  'linkToken',
  'identities',
  'unlink',
  'mergeGuest',
  'solveCaptcha',
] as const;

/** Methods of the contract that change nothing, or do the same when they come again. */
const repeatable = ['getSession', 'mfaStatus', 'requestVerification', 'forgotPassword', 'registerByMail'];

/** The accounts' own methods, the flows, and every other method of the contract as it is. */
export function completeAuth(accounts: Accounts, caller: Caller, send: Send): AuthClient {
  const rest = contractClient('auth', { repeatable }, { caller, socket: send, mode: 'result' });
  const flows = new Map<string | symbol, unknown>(
    later.map((name) => [name, (...args: readonly unknown[]) => accounts.through(name, ...args)]),
  );
  return new Proxy(accounts, {
    get(target, name) {
      if (name in target) {
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      }
      return flows.get(name) ?? (rest as Record<string | symbol, unknown>)[name];
    },
  }) as unknown as AuthClient;
}
