import { closeCodes, errorKinds, mayReconnect as theirs, standardStatuses } from '@aethex/protocol';
import { describe, expect, it } from '@jest/globals';
import { closeCode, mayReconnect } from './close-codes.js';
import { kindOf } from './error-kind.js';

// The client imports only types from the protocol, to weigh nothing: what it repeats must stay the same.
describe('what the client repeats of the protocol', () => {
  it('knows the same close codes', () => {
    expect(closeCode).toEqual({
      tooBig: closeCodes.too_big.code,
      authFailed: closeCodes.auth_failed.code,
      sessionRevoked: closeCodes.session_revoked.code,
    });
    for (const { code } of Object.values(closeCodes)) expect(mayReconnect(code)).toBe(theirs(code));
  });

  it('knows the kind of every status and every JSON-RPC code', () => {
    const looks = Object.entries(errorKinds).map(([kind, look]) => ({ kind, ...look }));
    for (const { kind, http, rpc } of [...looks, ...Object.values(standardStatuses)])
      expect([kindOf(http), kindOf(rpc)]).toEqual([kind, kind]);
  });
});
