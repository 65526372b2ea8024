import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newPkce } from './pkce.js';

describe('a proof key', () => {
  it('is shown beforehand by its SHA-256 only, in 43 characters that fit into URLs', async () => {
    const pkce = await newPkce();
    expect(pkce?.verifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(pkce?.challenge).toBe(
      createHash('sha256')
        .update(pkce?.verifier ?? '')
        .digest('base64url'),
    );
  });

  it('is another one each time', async () => {
    const [one, other] = [await newPkce(), await newPkce()];
    expect(one?.verifier).not.toBe(other?.verifier);
  });
});
