import type { Finding } from '@aethex/core';

export interface BannerFacts {
  readonly version: string;
  readonly seconds: number;
  readonly url: string;
  readonly prefix: string;
  readonly socketPath: string;
  /** `Database sqlite`, … in the order of importance. */
  readonly adapters: readonly (readonly [port: string, adapter: string])[];
  readonly plugins: readonly string[];
  readonly dataDir: string;
  /** The folder where mails lie that nobody sends; `null` when they are sent. */
  readonly mailDir: string | null;
  /** The public key of the game `default`; `null` where games have none. */
  readonly gameKey: string | null;
  /** What is not as it should be, with the command that mends it. */
  readonly warnings: readonly Finding[];
}

const paint = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;
const plain = (text: string): string => text;

/** What a person sees at start: where things are, what was chosen, what to mend, and the first player by curl. */
export function banner(facts: BannerFacts, colours: boolean): string {
  const [bold, dim, yellow, cyan] = colours
    ? [paint(1), paint(2), paint(33), paint(36)]
    : [plain, plain, plain, plain];
  const { url, prefix } = facts;
  const rows: [string, string][] = [
    ['REST', `${url}/${prefix}`],
    ['JSON-RPC', `${url}/${prefix}/rpc`],
    ['Socket', `${url.replace(/^http/, 'ws')}${facts.socketPath}`],
    ['Health', `${url}/ready`],
    ['Metrics', `${url}/metrics`],
  ];
  const lines = [
    '',
    `  ${bold('▲ AeThex Cloud')} ${facts.version}  ${dim(`ready in ${facts.seconds.toFixed(1)} s`)}`,
    ...rows.map(
      ([name, address], index) =>
        `  ${index === rows.length - 1 ? '└─' : '├─'} ${name.padEnd(9)} ${cyan(address)}`,
    ),
    '',
    `  ${dim('data')}      ${facts.dataDir}`,
    ...(facts.mailDir === null
      ? []
      : [`  ${dim('mails')}     ${facts.mailDir}  ${dim('(nobody sends them: set SMTP_URL)')}`]),
    ...(facts.gameKey === null
      ? []
      : [`  ${dim('game key')}  ${facts.gameKey}  ${dim('(default, live; public)')}`]),
    `  ${dim('adapters')}  ${facts.adapters.map(([port, name]) => `${port} ${bold(name)}`).join(' · ')}`,
    `  ${dim('plugins')}   ${facts.plugins.join(' · ')}`,
    ...facts.warnings.map(
      ({ what, fix }) => `  ${yellow('!')} ${what}${fix ? `\n    ${dim('fix')}  ${fix}` : ''}`,
    ),
    '',
    `  ${dim('Your first player:')}`,
    `  ${firstPlayer(url, prefix)}`,
    '',
  ];
  return `${lines.join('\n')}\n`;
}

/** A line that registers a player, to copy. */
export function firstPlayer(url: string, prefix: string): string {
  const body = JSON.stringify({ username: 'ann', password: 'correct horse battery' });
  return `curl -X POST ${url}/${prefix}/auth/register -H 'Content-Type: application/json' -d '${body}'`;
}
