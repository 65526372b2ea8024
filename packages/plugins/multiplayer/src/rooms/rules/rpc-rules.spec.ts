import { describe, expect, it } from '@jest/globals';
import { mayCall, type RpcRule } from './rpc-rules.js';

const all = { kind: 'all' } as const;
const host = { kind: 'host' } as const;

describe('allowed calls', () => {
  it('are all calls without a list', () => expect(mayCall(undefined, 'boom', false, all)).toBe(true));

  it('are none of an empty list, except those to the server', () => {
    expect(mayCall([], 'boom', true, all)).toBe(false);
    expect(mayCall([], 'boom', false, { kind: 'server' })).toBe(true);
  });

  it('are those that are named, from anybody', () => {
    expect(mayCall(['boom'], 'boom', false, all)).toBe(true);
    expect(mayCall(['boom'], 'bang', false, all)).toBe(false);
  });

  it('may be the host’s only', () => {
    const rules: RpcRule[] = [{ method: 'start', from: 'host' }];
    expect([true, false].map((isHost) => mayCall(rules, 'start', isHost, all))).toEqual([true, false]);
  });

  it('may be for the host only', () => {
    const rules: RpcRule[] = [{ method: 'shoot', to: 'host' }];
    expect([host, all].map((target) => mayCall(rules, 'shoot', false, target))).toEqual([true, false]);
  });
});
