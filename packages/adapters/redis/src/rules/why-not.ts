/** Why a Redis could not be used, and what to do about it: two sentences. */
export interface WhyNot {
  readonly what: string;
  readonly fix: string;
}

interface Case {
  readonly looks: RegExp;
  readonly what: (place: string) => string;
  readonly fix: string;
}

const cases: readonly Case[] = [
  {
    looks: /ECONNREFUSED/,
    what: (place) => `Nothing listens at ${place}.`,
    fix: 'Start Redis there, or correct host and port in "url".',
  },
  {
    looks: /ENOTFOUND|EAI_AGAIN/,
    what: (place) => `The host of ${place} is not known.`,
    fix: 'Correct the host in "url".',
  },
  {
    looks: /WRONGPASS|NOAUTH|invalid password|invalid username|no password is set/i,
    what: (place) => `Redis at ${place} does not accept the user or the password.`,
    fix: 'Correct them in "url": redis://user:password@host:6379, special characters percent-encoded.',
  },
  {
    looks: /NOPERM/,
    what: (place) => `The user may not do at ${place} what the adapter needs.`,
    fix: 'Allow it its keys, channels and commands: ACL SETUSER <user> ~<prefix>* ~{<prefix>* &* +@all.',
  },
  {
    looks: /wrong version number|packet length too long|EPROTO|ERR_SSL|certificate|self.signed|ALTNAME/i,
    what: (place) => `TLS with ${place} failed.`,
    fix: 'Write redis:// for a Redis without TLS, or let this machine trust its certificate (NODE_EXTRA_CA_CERTS).',
  },
  {
    looks: /Protocol error|Invalid data|unknown command/i,
    what: (place) => `What listens at ${place} is not Redis.`,
    fix: 'Correct host and port in "url".',
  },
  {
    looks: /LOADING/,
    what: (place) => `Redis at ${place} is still reading its data.`,
    fix: 'Start the server again in a moment.',
  },
  {
    looks: /ECONNRESET|EPIPE|Connection is closed/,
    what: (place) => `${place} closed the connection without a word.`,
    fix: 'Write rediss:// if it speaks TLS; else look into its log.',
  },
];

/** Reads an error of the client. What is not known is a host that gave no answer in time. */
export function whyNot(place: string, error: string): WhyNot {
  const found = cases.find(({ looks }) => looks.test(error));
  if (found) return { what: found.what(place), fix: found.fix };
  return {
    what: `${place} did not answer in time.`,
    fix: 'See that Redis runs and is not stuck, that a firewall lets this machine through, and that redis:// or rediss:// is right.',
  };
}
