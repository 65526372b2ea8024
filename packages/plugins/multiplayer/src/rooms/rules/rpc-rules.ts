import type { Target } from './target.js';

/** One entry of a room’s list of allowed calls; a bare name allows it to and from anybody. */
export type RpcRule =
  | string
  | {
      readonly method: string;
      readonly from?: 'host' | 'anyone' | undefined;
      readonly to?: 'host' | 'others' | 'all' | 'anyone' | undefined;
    };

/** Whether a member may call a function of others. Without a list everything is allowed, and `server` is for the handler to judge. */
export function mayCall(
  rules: readonly RpcRule[] | undefined,
  method: string,
  isHost: boolean,
  target: Target,
): boolean {
  if (!rules || target.kind === 'server') return true;
  return rules.some((rule) => {
    if (typeof rule === 'string') return rule === method;
    if (rule.method !== method || (rule.from === 'host' && !isHost)) return false;
    return rule.to === undefined || rule.to === 'anyone' || rule.to === target.kind;
  });
}
