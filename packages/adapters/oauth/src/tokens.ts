import type { ProviderTokens } from '@aethex/core';

/** The tokens of a provider's answer, or `null` when it gave none. */
export function tokensOf(
  access: unknown,
  refresh: unknown,
  expiresIn: unknown,
  now = Date.now(),
): ProviderTokens | null {
  if (typeof access !== 'string' || access === '') return null;
  const seconds = Number(expiresIn);
  return {
    access,
    refresh: typeof refresh === 'string' && refresh !== '' ? refresh : null,
    expiresAt: seconds > 0 ? new Date(now + seconds * 1000) : null,
  };
}
