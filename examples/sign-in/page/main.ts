import { createClient, type ErrorInfo, type Result } from '@aethex/client';
import { coins, offer, onClick, onSubmit, say, show } from './view.js';

const client = createClient({ url: '/' });
const { auth, saves } = client;

auth.onChange(() => void show(client));

/** Says what went wrong; a window that was closed is nothing to speak of. */
function told(result: Result<unknown, ErrorInfo>): void {
  if (!result.success && result.error.code !== 'client.aborted') say(result.error.message);
}

/** A guest keeps everything. When the account elsewhere plays here already, the guest's things are taken there. */
async function keep(provider: string): Promise<void> {
  const linked = await auth.link(provider);
  if (linked.error?.code !== 'oauth.already_linked') {
    told(linked);
    if (linked.success) await auth.getProfile();
    return show(client);
  }
  say('You play here already. Sign in once more, and what the guest has comes along.');
  told(await auth.mergeGuest(() => auth.signInWith(provider)));
  return show(client);
}

/** Without a keyboard: somebody who is signed in elsewhere lets this device in. */
async function showCode(): Promise<void> {
  told(
    await auth.deviceCode({
      onCode: ({ url, userCode }) => say(`On your phone, open ${url} and type ${userCode}`),
    }),
  );
}

async function letIn(code: string): Promise<void> {
  const oauth = client.use<typeof import('@aethex/protocol').oauth>('oauth');
  const device = await oauth.deviceLookup({ user_code: code });
  if (!device.success) return told(device);
  if (!globalThis.confirm(`Let this device in? It asks from ${device.data.network ?? 'this machine'}.`))
    return;
  const decided = await oauth.deviceDecide({ user_code: code, approve: true });
  if (decided.success) say('The device is signed in.');
  else told(decided);
}

/** Signs in, or makes the account when there is none. */
async function byPassword(username: string, password: string): Promise<void> {
  const known = await auth.login({ username, password });
  told(
    known.error?.code === 'auth.invalid_credentials' ? await auth.register({ username, password }) : known,
  );
}

onClick('guest', async () => told(await auth.guest()));
onSubmit('password', ({ username = '', password = '' }) => byPassword(username, password));
onClick('code', showCode);
onSubmit('let', ({ code = '' }) => letIn(code));
onClick('coin', async () => {
  told(await saves.save('purse', { coins: coins() + 1 }));
  await show(client);
});
onClick('leave', () => auth.logout());

const offered = await auth.providers();
offer('providers', offered.data ?? [], 'Sign in with', async (name) => told(await auth.signInWith(name)));
offer('keep', offered.data ?? [], 'Keep it with', keep);
await auth.ready();
await show(client);
