import { google } from '@aethex/oauth';
import { standInClient, standInGoogle, type TestOptions, type TestServer } from '@aethex/testing';
import { startServer } from './fixtures.js';

/** A server that people may sign in to with a stand-in of Google. */
export async function startWithGoogle(
  options: TestOptions = {},
): Promise<{ server: TestServer; provider: Awaited<ReturnType<typeof standInGoogle>> }> {
  const provider = await standInGoogle();
  const { endpoints } = provider;
  const adapters = [...(options.adapters ?? []), google({ ...standInClient, endpoints })];
  return { server: await startServer({ ...options, adapters }), provider };
}

/** A browser without a window: follows redirects, keeps cookies by host, and says where it ended. */
export async function browse(start: string): Promise<{ url: string; text: string }> {
  const jars = new Map<string, Map<string, string>>();
  let url = new URL(start);
  for (let hops = 0; hops < 12; hops += 1) {
    const jar = jars.get(url.host) ?? new Map<string, string>();
    jars.set(url.host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie, accept: 'text/html' } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      jar.set(name, value);
    }
    const location = response.headers.get('location');
    if (!location) return { url: url.toString(), text: await response.text() };
    url = new URL(location, url);
  }
  throw new Error('It leads around in circles.');
}
