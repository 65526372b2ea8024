/** What the code of a mail is good for. */
export type MailPurpose = 'register' | 'verify' | 'reset' | 'change' | 'undo';

interface PurposeFacts {
  /** Seconds for which the code is good, counted from when its mail is written. */
  readonly seconds: number;
  /** The page its link leads to. */
  readonly page: 'verify' | 'reset' | 'email' | 'undo';
  /** Whether it has 6 digits too, for games that open no browser. */
  readonly hasDigits: boolean;
}

const hour = 3600;

/** OWASP Forgot Password and ASVS 5.0, 6.4.1 and 6.6: short for what gives access, longer for what only proves. */
export const mailPurposes: Readonly<Record<MailPurpose, PurposeFacts>> = {
  register: { seconds: 24 * hour, page: 'verify', hasDigits: true },
  verify: { seconds: 24 * hour, page: 'verify', hasDigits: true },
  reset: { seconds: hour, page: 'reset', hasDigits: true },
  change: { seconds: hour, page: 'email', hasDigits: true },
  undo: { seconds: 72 * hour, page: 'undo', hasDigits: false },
};

/** Wrong digits after which a code is void. */
export const mostTries = 5;

/** What a link needs besides its secret. */
export interface LinkFacts {
  readonly base: string;
  readonly purpose: MailPurpose;
  readonly gameId: string;
  readonly language: string | null;
}

/**
 * The link of a mail. The code is in the fragment, which a browser sends to nobody: it reaches no log, no referrer, and
 * no program that opens links to look for viruses.
 */
export function mailLink({ base, purpose, gameId, language }: LinkFacts, code: string): string {
  const query = new URLSearchParams({ game: gameId, ...(language !== null && { lang: language }) });
  const fragment = new URLSearchParams({ code, ...(purpose === 'register' && { new: '1' }) });
  return `${base}/account/${mailPurposes[purpose].page}?${query.toString()}#${fragment.toString()}`;
}
