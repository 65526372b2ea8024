import { Catalogue, contractsOf, defaultGame, type Identity, type Plugin } from '@aethex/core';
import { httpOf, type MethodSpec } from '@aethex/protocol';
import type { TestServer } from '../../server/start-aethex.js';
import {
  askDirect,
  askRest,
  idOf,
  looksLike,
  type Answer,
  type Ask,
  type AskAs,
  type Method,
} from './answers.js';
import { leavesOf } from './id-fields.js';
import { madeUpToken } from './made-up-tokens.js';
import { someone, strangers, type Stranger } from './strangers.js';
import { familiesOf, type Family } from './variants.js';
import { Victim } from './victim.js';

/** How often a change has to come again before it is told. */
const repeats = 3;

/** One stranger at one method over one wire. */
interface Visit {
  readonly method: Method;
  readonly stranger: Stranger;
  readonly wire: string;
  readonly ask: Ask;
}

/**
 * What strangers learn of a victim or do to them, as sentences that name method, stranger and what leaked: none, when
 * foreign and missing look the same, nothing of the victim is shown and nothing of theirs is changed. Methods with
 * `reveals` show others of the game on purpose what that sentence says, and others of the deployment when `revealsTo`
 * says so: of those nothing is demanded.
 */
export async function leaksOf(server: TestServer, plugin: Plugin, player: Identity): Promise<string[]> {
  const methods = contractsOf(plugin).flatMap((contract) =>
    Object.entries(contract.methods).map(([name, spec]) => ({ contract, name, spec })),
  );
  const all = Object.keys(server.get(Catalogue).permissions);
  const direct = askDirect(server);
  const victim = new Victim(player.id, methods, ownersOf(player, all, direct));
  await victim.live();
  await server.flushJobs();
  const wires: [string, AskAs][] = [
    ['direct', direct],
    ['rest', askRest(server, madeUpToken)],
  ];
  const hunt = new LeakHunt(victim);
  for (const [wire, askAs] of wires)
    for (const method of methods.filter(({ spec }) => wire === 'direct' || httpOf(spec)))
      for (const stranger of strangers(all).filter((one) => isStranger(one, method.spec))) {
        const who = stranger.as(`${wire} ${idOf(method)}`, method.spec);
        await hunt.visit({ method, stranger, wire, ask: askAs(who) });
      }
  const broken = [...victim.broken].map(
    (method) => `${method} breaks down when it is used as in its example`,
  );
  return [...broken, ...hunt.leaks, ...reachTrouble(victim)];
}

/** Where most examples are refused there is nothing that could leak, and the hunt would mean nothing. */
function reachTrouble({ usable, refused }: Victim): string[] {
  if (usable.length === 0 || refused.length * 2 < usable.length) return [];
  return [
    `The examples of ${refused.join(', ')} are refused, so there is too little that strangers could see. Give examples that can be lived one after the other.`,
  ];
}

/** What is for players the victim uses, and the rest whoever holds all permissions in the victim's game. */
function ownersOf(player: Identity, all: readonly string[], askAs: AskAs): (spec: MethodSpec) => Ask {
  const server = someone('server of the victim', 'server', defaultGame, all);
  const admin = someone('admin of the victim', 'admin', defaultGame, all);
  return ({ who }) => askAs(who === 'admin' ? admin : who === 'server' ? server : player);
}

class LeakHunt {
  readonly leaks: string[] = [];
  private before: Map<string, string> | undefined;

  constructor(private readonly victim: Victim) {}

  async visit(visit: Visit): Promise<void> {
    const { input, fields } = this.victim.templateOf(visit.method);
    this.before ??= await steady(this.victim);
    for (const family of familiesOf(input, fields)) await this.compare(visit, family);
    await this.lookForChanges(visit);
  }

  private async compare(visit: Visit, { foreign, missing }: Family): Promise<void> {
    const found = await this.asked(visit, foreign);
    for (const { field, madeUp, input } of missing) {
      const lost = await this.asked(visit, input);
      const sent = [...textsOf(foreign), madeUp];
      const [one, other] = [looksLike(found, sent), looksLike(lost, sent)];
      if (one !== other)
        this.tell(visit, `can tell a foreign ${field} (${one}) from one that does not exist (${other})`);
    }
  }

  private async asked(visit: Visit, input: unknown): Promise<Answer> {
    const answer = await visit.ask(visit.method, input);
    if (answer.code === 'server.internal') this.tell(visit, 'is answered with server.internal');
    const sent = textsOf(input);
    const shown = [...this.victim.marks].filter((mark) => !sent.includes(mark) && answer.text.includes(mark));
    if (shown.length > 0) this.tell(visit, `is shown ${shown.join(', ')} of the victim`);
    return answer;
  }

  /** A change that comes again each time is the stranger's doing; what a server does by itself seldom is. */
  private async lookForChanges(visit: Visit): Promise<void> {
    let changed = await this.changes();
    for (let again = 0; changed.length > 0 && again < repeats; again += 1) {
      await this.startAnew();
      const { input, fields } = this.victim.templateOf(visit.method);
      for (const family of familiesOf(input, fields)) await visit.ask(visit.method, family.foreign);
      changed = await this.changes();
    }
    if (changed.length === 0) return;
    this.tell(visit, `changes what the victim reads by ${changed.join(', ')}`);
    await this.startAnew();
  }

  private async changes(): Promise<string[]> {
    const after = await this.victim.reads();
    return [...(this.before ?? [])]
      .filter(([method, text]) => text !== after.get(method))
      .map(([method]) => method);
  }

  private async startAnew(): Promise<void> {
    await this.victim.live();
    this.before = await steady(this.victim);
  }

  private tell({ method, stranger, wire }: Visit, what: string): void {
    const sentence = `${idOf(method)} over ${wire}: ${stranger.name} ${what}`;
    if (!this.leaks.includes(sentence)) this.leaks.push(sentence);
  }
}

function isStranger(
  { isOfOtherGame, isOfOtherEnvironment, isStrangerTo }: Stranger,
  spec: MethodSpec,
): boolean {
  if (spec.reveals && (spec.revealsTo === 'deployment' ? !isOfOtherEnvironment : !isOfOtherGame))
    return false;
  return isStrangerTo(spec);
}

/** What the victim reads, without what reads otherwise every time. */
async function steady(victim: Victim): Promise<Map<string, string>> {
  const [first, second] = [await victim.reads(), await victim.reads()];
  return new Map([...first].filter(([method, text]) => second.get(method) === text));
}

const textsOf = (input: unknown): string[] => leavesOf(input).map(({ value }) => value);
