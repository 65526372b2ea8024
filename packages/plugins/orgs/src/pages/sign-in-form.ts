import { html, type Html } from '@aethex/core';

/** The words around signing in. */
export type SignInTexts = Readonly<
  Record<'login' | 'password' | 'hint' | 'signIn' | 'create' | 'factor' | 'factorText' | 'go', string>
> &
  Readonly<Record<`error:${string}`, string>>;

export const signInTexts = {
  en: {
    login: 'Email or username',
    password: 'Password',
    hint: 'At least 8 characters. A few words are easier to remember than signs.',
    signIn: 'Sign in',
    create: 'Create a new account',
    factor: 'Your second factor',
    factorText: 'The 6 digits of your authenticator app, or a recovery code.',
    go: 'Go on',
    'error:auth.invalid_credentials': 'That name and password do not belong together.',
    'error:auth.password_weak': 'That password is too short or too easy to guess. Choose another one.',
    'error:auth.taken':
      'There is an account with that name already. Sign in with it, or choose another name.',
    'error:auth.rate_limited': 'Too many tries. Wait some minutes.',
    'error:auth.busy': 'Too many people at this moment. Try again.',
    'error:auth.mfa_invalid': 'That code is not right, or was used before.',
    'error:auth.code_invalid': 'That code is not right, or too old.',
    'error:auth.registration_closed': 'No new accounts are made here. Sign in with one you have.',
    'error:auth.verify_first': 'Accounts are made by mail here. Make one first, then sign in.',
    'error:auth.captcha_required': 'Make the account in the game or app first, then sign in here.',
    'error:orgs.account_needed': 'A guest cannot do this. Sign in with an account.',
  },
  de: {
    login: 'E-Mail oder Benutzername',
    password: 'Passwort',
    hint: 'Mindestens 8 Zeichen. Ein paar Wörter merkt man sich leichter als Zeichen.',
    signIn: 'Anmelden',
    create: 'Neues Konto anlegen',
    factor: 'Dein zweiter Faktor',
    factorText: 'Die 6 Ziffern aus deiner App, oder ein Ersatzcode.',
    go: 'Weiter',
    'error:auth.invalid_credentials': 'Name und Passwort gehören nicht zusammen.',
    'error:auth.password_weak': 'Das Passwort ist zu kurz oder zu leicht zu erraten. Wähle ein anderes.',
    'error:auth.taken': 'So ein Konto gibt es schon. Melde dich damit an oder wähle einen anderen Namen.',
    'error:auth.rate_limited': 'Zu viele Versuche. Warte ein paar Minuten.',
    'error:auth.busy': 'Gerade sind zu viele da. Versuch es noch einmal.',
    'error:auth.mfa_invalid': 'Der Code stimmt nicht oder wurde schon benutzt.',
    'error:auth.code_invalid': 'Der Code stimmt nicht oder ist zu alt.',
    'error:auth.registration_closed': 'Hier werden keine neuen Konten angelegt. Melde dich mit deinem an.',
    'error:auth.verify_first': 'Konten entstehen hier per Mail. Leg erst eines an und melde dich dann an.',
    'error:auth.captcha_required':
      'Leg das Konto erst im Spiel oder in der App an und melde dich dann hier an.',
    'error:orgs.account_needed': 'Als Gast geht das nicht. Melde dich mit einem Konto an.',
  },
} as const;

/** Name and password, with a button for those who have an account and one for those who have none yet. */
export const signInFields = (texts: SignInTexts): Html => html`
  <label for="login">${texts.login}</label>
  <input id="login" name="login" required maxlength="254" autocomplete="username" autocapitalize="none" />
  <label for="password">${texts.password}</label>
  <input
    id="password"
    name="password"
    type="password"
    required
    minlength="8"
    maxlength="1024"
    autocomplete="current-password"
    aria-describedby="password-hint"
  />
  <p class="notes" id="password-hint">${texts.hint}</p>
  <button type="submit">${texts.signIn}</button>
  <button type="button" class="plain" id="new-button">${texts.create}</button>
`;

/** The step in which a second factor is shown. */
export const factorStep = (texts: SignInTexts): Html => html`
  <section data-step id="factor" hidden>
    <h1>${texts.factor}</h1>
    <p id="factor-text">${texts.factorText}</p>
    <form id="factor-form">
      <label for="factor-code">${texts.factor}</label>
      <input
        id="factor-code"
        name="code"
        required
        maxlength="64"
        autocomplete="one-time-code"
        aria-describedby="factor-text"
      />
      <button type="submit">${texts.go}</button>
    </form>
  </section>
`;
