import { html, type Page } from '@aethex/core';

const texts = {
  en: {
    title: 'Sign in on a device',
    signInLead: 'First sign in, as you do in the game.',
    login: 'Email or username',
    password: 'Password',
    factor: 'Code of your authenticator app',
    signIn: 'Sign in',
    codeTitle: 'Which code does the device show?',
    code: 'Code',
    next: 'Go on',
    askTitle: 'Is this your device?',
    askLead: 'Only approve a device that stands before you. If somebody sent you this code, refuse.',
    game: 'Game',
    device: 'Device',
    network: 'Network',
    approve: 'Approve',
    refuse: 'Refuse',
    done: 'Done',
    doneLead: 'The device signs in now. You can close this page.',
    refused: 'Refused',
    refusedLead: 'The device stays outside. You can close this page.',
    with: 'With',
    'error:auth.invalid_credentials': 'The name and the password do not match.',
    'error:auth.mfa_invalid': 'That code is not right. Wait for the next one.',
    'error:oauth.user_code_invalid': 'No device waits with that code. After ten minutes it shows a new one.',
    'error:oauth.rate_limited': 'Too many tries. Wait a minute.',
  },
  de: {
    title: 'Auf einem Gerät anmelden',
    signInLead: 'Melde dich zuerst an, wie im Spiel.',
    login: 'E-Mail oder Name',
    password: 'Passwort',
    factor: 'Code deiner Authenticator-App',
    signIn: 'Anmelden',
    codeTitle: 'Welchen Code zeigt das Gerät?',
    code: 'Code',
    next: 'Weiter',
    askTitle: 'Ist das dein Gerät?',
    askLead: 'Bestätige nur ein Gerät, das vor dir steht. Hat dir jemand diesen Code geschickt, lehne ab.',
    game: 'Spiel',
    device: 'Gerät',
    network: 'Netz',
    approve: 'Bestätigen',
    refuse: 'Ablehnen',
    done: 'Fertig',
    doneLead: 'Das Gerät meldet sich jetzt an. Du kannst diese Seite schließen.',
    refused: 'Abgelehnt',
    refusedLead: 'Das Gerät bleibt draußen. Du kannst diese Seite schließen.',
    with: 'Mit',
    'error:auth.invalid_credentials': 'Name und Passwort passen nicht zusammen.',
    'error:auth.mfa_invalid': 'Dieser Code stimmt nicht. Warte auf den nächsten.',
    'error:oauth.user_code_invalid':
      'Kein Gerät wartet mit diesem Code. Nach zehn Minuten zeigt es einen neuen.',
    'error:oauth.rate_limited': 'Zu viele Versuche. Warte eine Minute.',
  },
};

/** Where a player approves a device. `providers` are those one can sign in with by a browser; they come back to `self`. */
export const devicePage = (
  providers: readonly { readonly name: string; readonly title: string }[],
  self: string,
): Page<(typeof texts)['en']> => ({
  texts,
  facts: { providers, self },
  body: (t) => html`
    <section data-step id="sign-in">
      <h1>${t.title}</h1>
      <p>${t.signInLead}</p>
      <form id="sign-in-form" autocomplete="on">
        <label for="login">${t.login}</label>
        <input
          id="login"
          name="login"
          required
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
        />
        <label for="password">${t.password}</label>
        <input id="password" name="password" type="password" required autocomplete="current-password" />
        <button>${t.signIn}</button>
      </form>
      ${providers.map(({ name, title }) => html`<button type="button" class="plain" data-provider="${name}">${t.with} ${title}</button>`)}
    </section>
    <section data-step id="factor" hidden>
      <h1>${t.title}</h1>
      <form id="factor-form">
        <label for="factor-code">${t.factor}</label>
        <input id="factor-code" name="code" required autocomplete="one-time-code" inputmode="numeric" />
        <button>${t.next}</button>
      </form>
    </section>
    <section data-step id="enter" hidden>
      <h1>${t.codeTitle}</h1>
      <form id="enter-form">
        <label for="user-code">${t.code}</label>
        <input
          id="user-code"
          name="code"
          required
          class="code"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
        />
        <button>${t.next}</button>
      </form>
    </section>
    <section data-step id="ask" hidden>
      <h1>${t.askTitle}</h1>
      <p>${t.askLead}</p>
      <dl>
        <dt>${t.game}</dt>
        <dd id="ask-game"></dd>
        <dt>${t.device}</dt>
        <dd id="ask-device"></dd>
        <dt>${t.network}</dt>
        <dd id="ask-network"></dd>
        <dt>${t.code}</dt>
        <dd id="ask-code"></dd>
      </dl>
      <button id="approve" type="button">${t.approve}</button>
      <button id="refuse" type="button" class="plain">${t.refuse}</button>
    </section>
    <section data-step id="done" hidden>
      <h1>${t.done}</h1>
      <p>${t.doneLead}</p>
    </section>
    <section data-step id="refused" hidden>
      <h1>${t.refused}</h1>
      <p>${t.refusedLead}</p>
    </section>
  `,
  script: deviceScript,
});

/** A sign-in by a provider leaves the page: what it needs again waits in `sessionStorage`, and is taken from it once. */
const deviceScript = `
const kept = 'aethex.device';
let token = null;
let half = null;
let code = page.fragment.get('code') || '';
const signedIn = async (answer) => {
  token = answer.token;
  page.find('user-code').value = code;
  if (code) await lookUp(); else page.show('enter');
};
const take = async ({ ok, data, error }) => {
  if (ok) return signedIn(data);
  if (error.code !== 'auth.mfa_required') return page.say(page.textOf(error));
  half = error.data.mfa_token;
  page.show('factor');
};
const lookUp = async () => {
  const { ok, data, error } = await page.call('POST', '/auth/device/lookup', { user_code: code }, token);
  if (!ok) { page.show('enter'); return page.say(page.textOf(error)); }
  const device = data.device || {};
  page.find('ask-game').textContent = data.game;
  page.find('ask-device').textContent = [device.name, device.platform].filter(Boolean).join(', ') || '–';
  page.find('ask-network').textContent = data.network || '–';
  page.find('ask-code').textContent = code;
  page.show('ask');
};
const decide = async (approve) => {
  const { ok, error } = await page.call('POST', '/auth/device/decide', { user_code: code, approve }, token);
  if (!ok) return page.say(page.textOf(error));
  await page.call('POST', '/auth/logout', {}, token);
  page.show(approve ? 'done' : 'refused');
};
const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=/g, '');
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const leave = async (provider) => {
  const verifier = random();
  const state = random();
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const { ok, data, error } = await page.call('POST', '/auth/oauth/' + provider + '/start', {
    flow: 'redirect', return_to: page.facts.self, client_state: state,
    code_challenge: base64url(new Uint8Array(digest)),
  });
  if (!ok) return page.say(page.textOf(error));
  const search = location.search;
  sessionStorage.setItem(kept, JSON.stringify({ provider, verifier, state, code, search }));
  location.assign(data.url);
};
const comeBack = async () => {
  const left = JSON.parse(sessionStorage.getItem(kept) || 'null');
  sessionStorage.removeItem(kept);
  history.replaceState(null, '', location.pathname + ((left && left.search) || ''));
  if (!left || left.state !== page.query.get('state')) return;
  code = left.code;
  if (page.query.get('error')) return page.say(page.textOf({ code: 'oauth.' + page.query.get('error') }));
  await take(await page.call('POST', '/auth/oauth/' + left.provider, {
    code: page.query.get('code'), code_verifier: left.verifier,
  }));
};
page.onSubmit('sign-in-form', async (form) =>
  take(await page.call('POST', '/auth/login', { login: form.get('login'), password: form.get('password') })));
page.onSubmit('factor-form', async (form) =>
  take(await page.call('POST', '/auth/mfa/verify', { mfa_token: half, code: form.get('code') })));
page.onSubmit('enter-form', async (form) => { code = form.get('code'); await lookUp(); });
page.onClick('approve', () => decide(true));
page.onClick('refuse', () => decide(false));
for (const button of document.querySelectorAll('[data-provider]'))
  button.addEventListener('click', () => void page.attempt(() => leave(button.dataset.provider)));
if (page.query.get('state')) void page.attempt(comeBack);
`;
