import { html, type Html, type Page } from '@aethex/core';
import { factorStep, signInFields, signInTexts, type SignInTexts } from './sign-in-form.js';
import { signInScript } from './sign-in.page.js';

type Own =
  | 'title'
  | 'text'
  | 'org'
  | 'role'
  | 'decline'
  | 'declined'
  | 'verify'
  | 'verifyText'
  | 'verifyCode'
  | 'done'
  | 'doneText'
  | 'bad'
  | 'badText';
type Texts = SignInTexts & Readonly<Record<Own, string>>;

const script = `
${signInScript}
const token = page.fragment.get('token');
const bad = () => page.show('bad');
if (!token) bad();
else void page.attempt(async () => {
  const answer = await page.call('POST', '/orgs/invitations/find', { token });
  if (!answer.ok) return answer.error.code === 'orgs.invitation_invalid' ? bad() : page.say(page.textOf(answer.error));
  page.find('org').textContent = answer.data.org_name;
  page.find('role').textContent = answer.data.role;
  page.find('login').value = answer.data.email;
  page.show('account');
});
signIn((access) => page.call('POST', '/orgs/invitations/accept', { token }, access));
page.onClick('decline-button', async () => {
  const answer = await page.call('POST', '/orgs/invitations/decline', { token });
  if (answer.ok) page.show('declined'); else bad();
});
`;

/** Where somebody who was invited says yes or no. It does nothing by being opened. */
export const invitePage: Page<Texts> = {
  texts: {
    en: {
      ...signInTexts.en,
      title: 'You are invited',
      text: 'Accept with an account that has the address the mail came to.',
      org: 'Organization',
      role: 'Role',
      decline: 'No, thank you',
      declined: 'The invitation is declined',
      verify: 'Is this address yours?',
      verifyText: 'A mail with 6 digits is on its way to you.',
      verifyCode: 'The 6 digits',
      done: 'Welcome',
      doneText: 'You are a member now. You can close this page.',
      bad: 'This invitation does not work any more',
      badText: 'It was used or taken back, or is too old. Ask whoever sent it for a new one.',
      'error:orgs.email_other': 'The invitation is for another address than the one of this account.',
      'error:orgs.member_already': 'You are a member already.',
      'error:orgs.invitation_invalid': 'This invitation does not work any more.',
    },
    de: {
      ...signInTexts.de,
      title: 'Du bist eingeladen',
      text: 'Nimm mit einem Konto an, das die Adresse hat, an die die Mail ging.',
      org: 'Organisation',
      role: 'Rolle',
      decline: 'Nein, danke',
      declined: 'Die Einladung ist abgelehnt',
      verify: 'Gehört diese Adresse dir?',
      verifyText: 'Eine Mail mit 6 Ziffern ist unterwegs zu dir.',
      verifyCode: 'Die 6 Ziffern',
      done: 'Willkommen',
      doneText: 'Du bist jetzt Mitglied. Du kannst diese Seite schließen.',
      bad: 'Diese Einladung geht nicht mehr',
      badText: 'Sie wurde benutzt oder zurückgenommen, oder sie ist zu alt. Bitte um eine neue.',
      'error:orgs.email_other': 'Die Einladung gilt einer anderen Adresse als der dieses Kontos.',
      'error:orgs.member_already': 'Du bist schon Mitglied.',
      'error:orgs.invitation_invalid': 'Diese Einladung geht nicht mehr.',
    },
  },
  body,
  script,
};

function body(texts: Texts): Html {
  return html`
    <section data-step id="account" hidden>
      <h1>${texts.title}</h1>
      <dl>
        <dt>${texts.org}</dt>
        <dd id="org"></dd>
        <dt>${texts.role}</dt>
        <dd id="role"></dd>
      </dl>
      <p>${texts.text}</p>
      <form id="account-form">${signInFields(texts)}</form>
      <button type="button" class="plain" id="decline-button">${texts.decline}</button>
    </section>
    ${factorStep(texts)} ${verifyStep(texts)}
    <section data-step id="done" hidden>
      <h1>${texts.done}</h1>
      <p>${texts.doneText}</p>
    </section>
    <section data-step id="declined" hidden><h1>${texts.declined}</h1></section>
    <section data-step id="bad" hidden>
      <h1>${texts.bad}</h1>
      <p>${texts.badText}</p>
    </section>
  `;
}

const verifyStep = (texts: Texts): Html => html`
  <section data-step id="verify" hidden>
    <h1>${texts.verify}</h1>
    <p id="verify-text">${texts.verifyText}</p>
    <form id="verify-form">
      <label for="verify-code">${texts.verifyCode}</label>
      <input
        id="verify-code"
        name="code"
        required
        maxlength="128"
        inputmode="numeric"
        autocomplete="one-time-code"
        aria-describedby="verify-text"
      />
      <button type="submit">${texts.go}</button>
    </form>
  </section>
`;
