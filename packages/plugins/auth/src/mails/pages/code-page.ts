import { html, type Html, type HouseLanguage, type Page } from '@aethex/core';
import { codeScript } from './code.page.js';

/** The words of a page that a link in a mail leads to. */
export type CodeTexts = Readonly<
  Record<
    'title' | 'text' | 'button' | 'done' | 'doneText' | 'bad' | 'badText' | 'password' | 'show' | 'hint',
    string
  >
> &
  Readonly<Record<`error:${string}`, string>>;

type OwnTexts = Pick<CodeTexts, 'title' | 'text' | 'button' | 'done' | 'doneText'>;

const shared = {
  en: {
    bad: 'This link does not work any more',
    badText: 'It was used before, is too old, or was cut off on its way. Ask for a new mail.',
    password: 'New password',
    show: 'Show what I type',
    hint: 'At least 8 characters. A few words are easier to remember than signs.',
    'error:auth.password_weak': 'That password is too short or too easy to guess. Choose another one.',
    'error:auth.taken': 'Somebody has taken that name or address meanwhile.',
    'error:auth.rate_limited': 'Too many tries. Wait some minutes.',
    'error:auth.busy': 'Too many people at this moment. Try again.',
    'error:auth.registration_closed': 'No new accounts are made here.',
  },
  de: {
    bad: 'Dieser Link geht nicht mehr',
    badText: 'Er wurde schon benutzt, ist zu alt oder kam unvollständig an. Verlange eine neue Mail.',
    password: 'Neues Passwort',
    show: 'Zeigen, was ich tippe',
    hint: 'Mindestens 8 Zeichen. Ein paar Wörter merkt man sich leichter als Zeichen.',
    'error:auth.password_weak': 'Das Passwort ist zu kurz oder zu leicht zu erraten. Wähle ein anderes.',
    'error:auth.taken': 'Diesen Namen oder diese Adresse hat inzwischen jemand anders.',
    'error:auth.rate_limited': 'Zu viele Versuche. Warte ein paar Minuten.',
    'error:auth.busy': 'Gerade sind zu viele da. Versuch es noch einmal.',
    'error:auth.registration_closed': 'Hier werden keine neuen Konten angelegt.',
  },
} as const satisfies Record<HouseLanguage, Omit<CodeTexts, keyof OwnTexts>>;

/** What a page does with the code of its link. */
export interface CodeDeed {
  /** The REST route that takes the code. */
  readonly path: string;
  /** The field of it that takes a new password; without one a button is enough. */
  readonly field?: 'new_password';
}

/**
 * A page that a link in a mail leads to. It does nothing by being opened: programs that look into mails open every
 * link, and must not spend its code.
 */
export function codePage(
  texts: Readonly<Record<HouseLanguage, OwnTexts>>,
  { path, field }: CodeDeed,
): Page<CodeTexts> {
  return {
    texts: { en: { ...shared.en, ...texts.en }, de: { ...shared.de, ...texts.de } },
    body,
    script: codeScript,
    facts: { path, field: field ?? null },
  };
}

const body = (texts: CodeTexts): Html => html`
  <section data-step id="confirm">
    <h1>${texts.title}</h1>
    <p>${texts.text}</p>
    <button type="button" id="confirm-button">${texts.button}</button>
  </section>
  <section data-step id="choose" hidden>
    <h1>${texts.title}</h1>
    <p>${texts.text}</p>
    <form id="choose-form">
      <label for="password">${texts.password}</label>
      <input
        id="password"
        name="password"
        type="password"
        required
        minlength="8"
        maxlength="1024"
        autocomplete="new-password"
        aria-describedby="password-hint"
      />
      <p class="notes" id="password-hint">${texts.hint}</p>
      <button type="button" class="plain" id="show-button" aria-pressed="false">${texts.show}</button>
      <button type="submit">${texts.button}</button>
    </form>
  </section>
  <section data-step id="done" hidden>
    <h1>${texts.done}</h1>
    <p>${texts.doneText}</p>
  </section>
  <section data-step id="bad" hidden>
    <h1>${texts.bad}</h1>
    <p>${texts.badText}</p>
  </section>
`;
