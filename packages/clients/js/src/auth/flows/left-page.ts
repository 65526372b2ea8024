import { readJson } from '../../rules/read-json.js';

/** What a page that goes away leaves for itself. */
export interface Left {
  readonly provider: string;
  readonly verifier: string;
  readonly state: string;
  readonly intent: 'sign_in' | 'link';
}

interface SessionStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const store = (): SessionStore | undefined =>
  (globalThis as { sessionStorage?: SessionStore }).sessionStorage;

/** `false` where nothing can be left, because there is no page. */
export function leave(key: string, left: Left): boolean {
  const kept = store();
  kept?.setItem(key, JSON.stringify(left));
  return kept !== undefined;
}

/** What was left, once. */
export function takeUp(key: string): Left | null {
  const text = store()?.getItem(key) ?? null;
  store()?.removeItem(key);
  return readJson<Left>(text);
}

/** Takes what a sign-in has put there off the address, so that a reload does not try it again. */
export function cleanAddress(url: URL): void {
  for (const name of ['code', 'state', 'error']) url.searchParams.delete(name);
  const { history } = globalThis as { history?: History };
  history?.replaceState(history.state, '', url.toString());
}
