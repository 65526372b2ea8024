import { html, type Html, type Page } from '@aethex/core';
import { factorStep, signInFields, signInTexts, type SignInTexts } from './sign-in-form.js';
import { signInScript } from './sign-in.page.js';

type Texts = SignInTexts &
  Readonly<
    Record<'title' | 'text' | 'studio' | 'studioName' | 'done' | 'doneText' | 'bad' | 'badText', string>
  >;

const script = `
${signInScript}
const token = page.fragment.get('token');
page.show(token ? 'account' : 'bad');
signIn(async (access) => {
  const answer = await page.call('POST', '/orgs/setup', { token, name: page.find('studio').value }, access);
  if (answer.ok || answer.error.code !== 'orgs.setup_invalid') return answer;
  page.show('bad');
  return { ...answer, told: true };
});
`;

/** Where whoever made the first link at the server becomes its admin. */
export const setupPage: Page<Texts> = {
  texts: {
    en: {
      ...signInTexts.en,
      title: 'Set up this server',
      text: 'The account you choose here runs this installation and owns its first organization.',
      studio: 'Name of your studio',
      studioName: 'My studio',
      done: 'You run this server now',
      doneText: 'You can close this page.',
      bad: 'This link does not work any more',
      badText: 'It works once, and for an hour. Make a new one at the server: aethex admin create.',
    },
    de: {
      ...signInTexts.de,
      title: 'Diesen Server einrichten',
      text: 'Das Konto, das du hier wählst, verwaltet diese Installation und besitzt ihre erste Organisation.',
      studio: 'Name deines Studios',
      studioName: 'Mein Studio',
      done: 'Du verwaltest jetzt diesen Server',
      doneText: 'Du kannst diese Seite schließen.',
      bad: 'Dieser Link geht nicht mehr',
      badText: 'Er gilt einmal und eine Stunde lang. Mach am Server einen neuen: aethex admin create.',
    },
  },
  body,
  script,
};

function body(texts: Texts): Html {
  return html`
    <section data-step id="account">
      <h1>${texts.title}</h1>
      <p>${texts.text}</p>
      <form id="account-form">
        <label for="studio">${texts.studio}</label>
        <input id="studio" name="studio" required maxlength="100" value="${texts.studioName}" />
        ${signInFields(texts)}
      </form>
    </section>
    ${factorStep(texts)}
    <section data-step id="done" hidden>
      <h1>${texts.done}</h1>
      <p>${texts.doneText}</p>
    </section>
    <section data-step id="bad" hidden>
      <h1>${texts.bad}</h1>
      <p>${texts.badText}</p>
    </section>
  `;
}
