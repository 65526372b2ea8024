import { afterEach, describe, expect, it } from '@jest/globals';
import type { LoopbackListener } from '../auth/flows/shapes.js';
import { loopback } from './loopback.js';

let listener: LoopbackListener;
afterEach(() => listener.close());

describe('a listener on this machine', () => {
  it('tells with what the browser has come back, and shows the player that all is well', async () => {
    listener = await loopback({ text: 'Zurück ins Spiel' });
    expect(listener.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const page = await fetch(`${listener.url}?code=abc&state=xyz`);
    expect(await page.text()).toContain('Zurück ins Spiel');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await listener.returned).toEqual({ code: 'abc', state: 'xyz' });
  });

  it('takes nothing for a return that is none', async () => {
    listener = await loopback();
    const other = await Promise.all([
      fetch(`${listener.url}favicon.ico`),
      fetch(`${listener.url}?code=abc`),
      fetch(`${listener.url}?code=abc&state=xyz`, { method: 'POST' }),
    ]);
    expect(other.map(({ status }) => status)).toEqual([404, 404, 404]);
    const first = await Promise.race([listener.returned, Promise.resolve('nothing')]);
    expect(first).toBe('nothing');
  });

  it('listens to nobody any more once it is closed', async () => {
    listener = await loopback();
    const { url } = listener;
    listener.close();
    await expect(fetch(`${url}?code=abc&state=xyz`)).rejects.toThrow();
  });
});
