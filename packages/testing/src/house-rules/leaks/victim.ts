import { httpOf, type MethodSpec } from '@aethex/protocol';
import { withCanaries, withoutOptional } from './canaries.js';
import { idOf, type Ask, type Method } from './answers.js';
import { idFieldsOf, namedLeavesOf, namesPlayer, tellsApart, withValue } from './id-fields.js';
import type { VictimsField } from './variants.js';

const destroying =
  /^(?:delete|remove|leave|close|revoke|release|decline|logout|kick|ban|unlink|end|un|cancel|reset|transfer|disable|erase)/;
const looking = /^(?:get|list|find|mine|read|history|members)/;

/** Somebody who has used every method that destroys nothing, and what is theirs since. */
export class Victim {
  /** The input each method was answered with. */
  readonly lived = new Map<string, unknown>();
  /** Methods that broke down when they were used. */
  readonly broken = new Set<string>();
  private readonly found = new Map<string, string>();
  private readonly byExample = new Map<string, string>();
  private readonly own = new Set<string>();
  private readonly addresses: ReadonlySet<string>;
  /** Names that meant something before the victim came, such as a queue's. */
  private readonly shared = new Set<string>();
  private count = 0;

  constructor(
    private readonly playerId: string,
    private readonly methods: readonly Method[],
    private readonly askFor: (spec: MethodSpec) => Ask,
  ) {
    this.own.add(playerId);
    this.addresses = new Set(
      methods.flatMap(({ spec }) => idFieldsOf(spec, spec.example?.input).map(({ value }) => value)),
    );
  }

  /** Everything that must not be shown to strangers: ids, codes and texts the victim brought in. */
  get marks(): ReadonlySet<string> {
    return this.own;
  }

  /** Uses the methods: first those that name nothing, then the others, which may name what the first made. Anew when something was lost. */
  async live(): Promise<void> {
    if (this.lived.size === 0) await this.learnShared();
    [this.lived, this.found, this.byExample].forEach((known) => known.clear());
    const kept = this.usable;
    const makes = kept.filter(({ spec }) => idFieldsOf(spec, spec.example?.input).length === 0);
    for (const method of [...makes, ...kept.filter((one) => !makes.includes(one))]) await this.use(method);
    for (const method of kept) if (!this.lived.has(idOf(method))) await this.use(method);
  }

  /** Methods that the victim was to use and whose examples were refused: strangers learn less there than they might. */
  get refused(): readonly string[] {
    return this.usable.map(idOf).filter((id) => !this.lived.has(id));
  }

  get usable(): readonly Method[] {
    return this.methods.filter((method) => !method.spec.sensitive && !isDestroying(method));
  }

  /** What the victim reads, by method: all that is theirs and nobody else's. */
  async reads(): Promise<Map<string, string>> {
    const readings = new Map<string, string>();
    for (const method of this.methods.filter((one) => !one.spec.reveals && isLooking(one))) {
      const input = this.lived.get(idOf(method));
      if (input === undefined) continue;
      const { code, text } = await this.askFor(method.spec)(method, input);
      readings.set(idOf(method), `${code ?? ''} ${text}`);
    }
    return readings;
  }

  /** What strangers call a method with: its input, and the fields in it that name something of the victim. */
  templateOf(method: Method): { input: unknown; fields: VictimsField[] } {
    const example = method.spec.example?.input ?? {};
    const input = asStranger(this.lived.get(idOf(method)) ?? example);
    const fields = idFieldsOf(method.spec, input).flatMap((field): VictimsField[] => {
      const victims = this.victims(field.name, field.value) ?? this.livedValue(method, field.value);
      return victims === null ? [] : [{ ...field, victims, takesMe: field.value === 'me' }];
    });
    return { input, fields };
  }

  private livedValue(method: Method, value: string): string | null {
    return this.lived.has(idOf(method)) && !this.shared.has(value) ? value : null;
  }

  /** What can be looked at before anything was made is nobody's own. */
  private async learnShared(): Promise<void> {
    for (const method of this.methods.filter(isLooking)) {
      const input = method.spec.example?.input;
      const fields = idFieldsOf(method.spec, input).filter(({ value }) => value !== 'me');
      if (fields.length === 0) continue;
      const { code } = await this.askFor(method.spec)(method, input);
      if (code === null) fields.forEach(({ value }) => this.shared.add(value));
    }
  }

  private victims(name: string, value: string): string | null {
    if (value === 'me' || (namesPlayer(name) && !this.found.has(name))) return this.playerId;
    return this.found.get(name) ?? this.byExample.get(value) ?? null;
  }

  private async use(method: Method): Promise<void> {
    const { spec } = method;
    const ask = this.askFor(spec);
    for (const { input, canaries } of this.attempts(spec)) {
      const { code, output } = await ask(method, input);
      if (code === 'server.internal') this.broken.add(idOf(method));
      if (code !== null) continue;
      this.lived.set(idOf(method), input);
      canaries.forEach((canary) => this.own.add(canary));
      this.harvest(output, spec.example?.output);
      return;
    }
  }

  /** The example with canaries and with the victim's ids, then plainer ones. */
  private attempts(spec: MethodSpec): { input: unknown; canaries: readonly string[] }[] {
    const example = spec.example?.input ?? {};
    const fields = idFieldsOf(spec, example);
    const named = fields.reduce<unknown>((input, { path, name, value }) => {
      const known = value === 'me' ? null : (this.found.get(name) ?? this.byExample.get(value));
      return known == null ? input : withValue(input, path, known);
    }, example);
    const next = (): string => `canary-${(this.count += 1)}-of-victim`;
    const names = new Set(fields.map(({ path }) => String(path[0])));
    const bare = withoutOptional(spec, named, names);
    const addresses = new Set([...this.addresses, ...this.own]);
    return [
      withCanaries(spec, named, addresses, next),
      { input: named, canaries: [] },
      withCanaries(spec, bare, addresses, next),
      { input: bare, canaries: [] },
    ];
  }

  private harvest(output: unknown, example: unknown): void {
    const examples = namedLeavesOf(example);
    for (const { name, value } of namedLeavesOf(output)) {
      if (!tellsApart(name, value)) continue;
      this.own.add(value);
      if (!this.found.has(name)) this.found.set(name, value);
      const twin = examples.find((one) => one.name === name);
      if (twin && !this.byExample.has(twin.value)) this.byExample.set(twin.value, value);
    }
  }
}

/** The same input with texts of a stranger's own where the victim's were. */
const asStranger = (input: unknown): unknown =>
  JSON.parse(JSON.stringify(input).replaceAll('-of-victim', '-of-stranger'));

const isDestroying = ({ name, spec }: Method): boolean =>
  destroying.test(name) || (httpOf(spec)?.route.startsWith('DELETE') ?? false);

const isLooking = ({ name, spec }: Method): boolean =>
  httpOf(spec)?.route.startsWith('GET') ?? looking.test(name);
