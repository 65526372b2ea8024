import { describe, expect, it } from '@jest/globals';
import { start } from './kit.js';

const game = 'https://game.example';

describe('pages of other origins', () => {
  it('may use every method when their origin is known, and read the headers that matter', async () => {
    const { url } = await start({ args: ['--set', `http.origins=${game}`] });
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const asked = await fetch(`${url}/api/v1/auth/profile`, {
        method: 'OPTIONS',
        headers: {
          origin: game,
          'access-control-request-method': method,
          'access-control-request-headers': 'authorization,content-type,idempotency-key,if-match',
        },
      });
      expect(asked.status).toBe(204);
      expect(asked.headers.get('access-control-allow-origin')).toBe(game);
      expect(asked.headers.get('access-control-allow-methods')).toContain(method);
      expect(asked.headers.get('access-control-allow-headers')).toContain('idempotency-key');
    }
    const refused = await fetch(`${url}/api/v1/auth/profile`, { headers: { origin: game } });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('access-control-allow-origin')).toBe(game);
    expect(refused.headers.get('access-control-expose-headers')).toContain('x-request-id');
  });

  it('learn nothing when it is not', async () => {
    const { url } = await start({ args: ['--set', `http.origins=${game}`] });
    const answer = await fetch(`${url}/live`, { headers: { origin: 'https://evil.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});
