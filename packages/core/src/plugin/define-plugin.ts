import type { AnyContract } from '@aethex/protocol';
import type { DynamicModule, ForwardReference, Provider, Type } from '@nestjs/common';
import type { AnySection, SectionInput } from '../config/section.js';
import type { Migration } from '../migrations/migration.js';
import type { Port } from '../ports/adapter.js';
import { coreIdentity } from './core-identity.js';
import type { Extension } from './extensions.js';
import type { FramesServed } from './frames.js';
import type { Hook } from './hooks.js';
import type { Listening } from './listen.js';
import type { PlannedJob } from './job.js';
import type { PrivacyHooks } from './privacy.js';
import type { KeyWearer } from './key-wearer.js';
import type { Authenticator, Credentials } from '../dispatch/authenticator.js';
import type { AuditTrail } from '../tenancy/audit-trail.js';
import type { Games } from '../tenancy/games.js';
import type { MeterSpec, Quotas } from '../tenancy/quotas.js';
import type { MergeHooks } from './merge.js';
import type { Serving } from './serve.js';

/** Everything a plugin is: a Nest module plus a few facts. Only `id` is required. */
export interface PluginSpec<C extends AnySection | undefined = AnySection | undefined> {
  /** One lower-case word with six uses: folder, table prefix, method prefix, config section, metric prefix, log context. */
  readonly id: string;
  /** The range of core versions it works with. */
  readonly core?: string;
  /** Ports it cannot work without. */
  readonly needs?: readonly Port[];
  readonly config?: C;
  readonly serves?: readonly Serving[];
  /** Socket frames besides the house's own. */
  readonly frames?: readonly FramesServed[];
  readonly listens?: readonly Listening[];
  /** Values for points that other plugins name, such as `defineRoom('duel', { … })`. */
  readonly extends?: readonly Extension[];
  readonly entities?: readonly (new () => object)[];
  readonly migrations?: readonly Migration[];
  readonly jobs?: readonly PlannedJob[];
  readonly hooks?: readonly Hook[];
  /** Answers export and erasure of a player's data. Required in effect: house rules fail a table without it. */
  readonly privacy?: Type<PrivacyHooks>;
  /** Finds and re-closes what it keeps under sealing keys, so that a key can be retired. */
  readonly wears?: Type<KeyWearer>;
  readonly permissions?: Readonly<Record<string, string>>;
  /** The class that knows whom tokens speak for. One plugin of a server may bring it. */
  readonly authenticator?: Type<Authenticator>;
  /** Classes that know whom tokens with a prefix such as `ask_` speak for, by that prefix. */
  readonly credentials?: Readonly<Record<string, Type<Credentials>>>;
  /** The class that knows the games of the deployment. One plugin may bring it; so with the next two. */
  readonly games?: Type<Games>;
  readonly quotas?: Type<Quotas>;
  readonly audit?: Type<AuditTrail>;
  /** What it counts and plans may limit. */
  readonly meters?: readonly MeterSpec[];
  /** Gives a guest's data to the account the guest turns out to be. */
  readonly merges?: Type<MergeHooks>;
  /** Anything Nest knows: the escape hatch, never the habit. */
  readonly imports?: readonly (Type | DynamicModule | Promise<DynamicModule> | ForwardReference)[];
  readonly providers?: readonly Provider[];
  readonly controllers?: readonly Type[];
  readonly exports?: readonly (Type | string | symbol)[];
}

/** A plugin with its options: what goes into `plugins` of the configuration. */
export interface Plugin {
  readonly spec: PluginSpec;
  readonly options: Readonly<Record<string, unknown>>;
  /** The copy of core it was made with. */
  readonly madeBy: object;
}

export type PluginFactory<C> = ((
  options?: C extends AnySection ? SectionInput<C> : Record<never, never>,
) => Plugin) & {
  readonly spec: PluginSpec;
};

/** Declares a plugin and returns its factory: `savesPlugin({ history: 5 })` is a frozen value. */
export function definePlugin<C extends AnySection | undefined = undefined>(
  spec: PluginSpec<C>,
): PluginFactory<C> {
  if (!/^[a-z][a-z0-9]*$/.test(spec.id))
    throw new TypeError(`Plugin id "${spec.id}" must be one lower-case word.`);
  if (spec.config && spec.config.section.id !== spec.id) {
    throw new TypeError(
      `The config section of plugin "${spec.id}" must be named "${spec.id}", not "${spec.config.section.id}".`,
    );
  }
  const frozen = Object.freeze({ ...spec }) as PluginSpec;
  const factory = (options: object = {}): Plugin =>
    Object.freeze({ spec: frozen, options: Object.freeze({ ...options }), madeBy: coreIdentity });
  return Object.assign(factory, { spec: frozen }) as PluginFactory<C>;
}

/** The contracts a plugin serves. */
export const contractsOf = (plugin: Plugin): AnyContract[] =>
  (plugin.spec.serves ?? []).map(({ contract }) => contract);
