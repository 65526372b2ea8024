/** Languages our own mails and pages are written in. */
export const houseLanguages = ['en', 'de'] as const;
export type HouseLanguage = (typeof houseLanguages)[number];

/** What a mail says in one language. Each text may name facts as Handlebars does: `{{device}}`. */
export interface MailWords {
  readonly subject: string;
  /** Paragraphs. One that comes out empty is left out. */
  readonly lines: readonly string[];
  /** The words on the button that leads to the fact `link`. */
  readonly action?: string;
  /** The sentence before the fact `code`. */
  readonly codeHint?: string;
  /** Small print below. */
  readonly notes?: readonly string[];
}

/** A mail as a plugin knows it; a studio may put its own words in its place, by its id. */
export interface MailTemplate {
  /** `<plugin>.<mail>` */
  readonly id: string;
  readonly words: Readonly<Record<HouseLanguage, MailWords>>;
}

/** What a mail is told to say. Whatever players chose themselves belongs here and never into the words. */
export type MailFacts = Readonly<Record<string, string | number | null>>;

/** A mail without an address. */
export interface WrittenMail {
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
}

const form = /^[a-z][a-z0-9]*\.[A-Za-z0-9]+$/;

/** Declares a mail: `mailTemplate('auth.resetPassword', { en: { … }, de: { … } })`. */
export function mailTemplate(id: string, words: MailTemplate['words']): MailTemplate {
  if (!form.test(id)) throw new TypeError(`The mail "${id}" must be named "<plugin>.<mail>".`);
  return Object.freeze({ id, words });
}
