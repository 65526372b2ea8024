import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
  type Type,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { AnyContract, MethodRef } from '@aethex/protocol';
import { RingGuard } from '../cluster/ring-guard.js';
import { AuthenticatorSlot } from '../dispatch/authenticator-slot.js';
import type { Caller } from '../dispatch/caller.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import { Once } from '../dispatch/once.js';
import { Events } from '../events/events.js';
import type { Authenticator, Credentials } from '../dispatch/authenticator.js';
import { AuditTrailSlot, type AuditTrail } from '../tenancy/audit-trail.js';
import { GamesSlot, type Games } from '../tenancy/games.js';
import { QuotasSlot, type Gauge, type MeterSpec, type Quotas } from '../tenancy/quotas.js';
import type { MergeHooks } from '../plugin/merge.js';
import type { PluginSpec } from '../plugin/define-plugin.js';
import type { KeyWearer } from '../plugin/key-wearer.js';
import type { Listener } from '../plugin/listen.js';
import type { Plan } from '../plugin/plan.js';
import type { PrivacyHooks } from '../plugin/privacy.js';
import type { Worker } from '../plugin/job.js';
import { Jobs } from '../ports/jobs.js';
import type { Undo } from '../ports/bus.js';
import type { FrameHandler } from '../socket/peer.js';
import { SocketHub } from '../socket/socket-hub.js';
import { planToken } from './tokens.js';

type Service = Record<string, (input: unknown, caller: Caller) => unknown>;

/** Introduces the plugins: services to the dispatcher, listeners to events, workers to jobs. */
@Injectable()
export class PluginHost implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly undos: Undo[] = [];

  constructor(
    @Inject(planToken) private readonly plan: Plan,
    private readonly modules: ModuleRef,
    private readonly dispatcher: Dispatcher,
    private readonly authenticator: AuthenticatorSlot,
    private readonly events: Events,
    private readonly jobs: Jobs,
    private readonly once: Once,
    private readonly ring: RingGuard,
    private readonly sockets: SocketHub,
    private readonly games: GamesSlot,
    private readonly quotas: QuotasSlot,
    private readonly audit: AuditTrailSlot,
  ) {}

  onModuleInit(): void {
    for (const { spec } of this.plan.plugins) {
      for (const { contract, services } of spec.serves ?? []) this.serve(contract, services);
      for (const { frames, handler } of spec.frames ?? [])
        this.sockets.handle(frames, this.instance<FrameHandler>(handler));
      for (const { event, listener } of spec.listens ?? []) {
        const heard = this.instance<Listener<never>>(listener);
        this.events.listen(event, (data) => heard.on(data as never));
      }
      this.fillSlots(spec);
    }
    const hooks = [
      ...this.plan.plugins.flatMap(({ spec }) => spec.hooks ?? []),
      ...(this.plan.config.hooks ?? []),
    ];
    for (const hook of hooks) this.dispatcher.hook(hook);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.plan.purpose === 'tools') return;
    await this.work('core.pruneAnswers', () => this.once.prune(), '17 * * * *');
    for (const { spec } of this.plan.plugins) {
      for (const { name, worker, every } of spec.jobs ?? []) {
        const instance = this.instance<Worker>(worker);
        await this.work(name, (run) => instance.run(run), every);
      }
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.undos.map((undo) => undo()));
  }

  /** Who can export and erase a player's data, by plugin. */
  privacy(): { plugin: string; hooks: PrivacyHooks }[] {
    return this.plan.plugins.flatMap(({ spec }) =>
      spec.privacy ? [{ plugin: spec.id, hooks: this.instance<PrivacyHooks>(spec.privacy) }] : [],
    );
  }

  /** Who keeps something closed by sealing keys, by plugin. */
  keyWearers(): { plugin: string; wearer: KeyWearer }[] {
    const core = { plugin: 'core', wearer: this.ring };
    const plugins = this.plan.plugins.flatMap(({ spec }) =>
      spec.wears ? [{ plugin: spec.id, wearer: this.instance<KeyWearer>(spec.wears) }] : [],
    );
    return [core, ...plugins];
  }

  /** Who can give a guest's data to another account, by plugin. */
  merging(): { plugin: string; hooks: MergeHooks }[] {
    return this.plan.plugins.flatMap(({ spec }) =>
      spec.merges ? [{ plugin: spec.id, hooks: this.instance<MergeHooks>(spec.merges) }] : [],
    );
  }

  /** Meters that are measured, with what measures them. */
  gauges(): { meter: MeterSpec; gauge: Gauge }[] {
    return this.plan.plugins.flatMap(({ spec }) =>
      (spec.meters ?? []).flatMap((meter) =>
        meter.gauge ? [{ meter, gauge: this.instance<Gauge>(meter.gauge) }] : [],
      ),
    );
  }

  private fillSlots(spec: PluginSpec): void {
    if (spec.authenticator) this.authenticator.fill(this.instance<Authenticator>(spec.authenticator));
    for (const [prefix, type] of Object.entries(spec.credentials ?? {}))
      this.authenticator.add(prefix, this.instance<Credentials>(type));
    if (spec.games) this.games.fill(this.instance<Games>(spec.games));
    if (spec.quotas) this.quotas.fill(this.instance<Quotas>(spec.quotas));
    if (spec.audit) this.audit.fill(this.instance<AuditTrail>(spec.audit));
  }

  private serve(contract: AnyContract, services: readonly Type<object>[]): void {
    this.sockets.announce(contract);
    const instances = services.map((service) => this.instance<Service>(service));
    for (const name of Object.keys(contract.methods)) {
      const owner = instances.find((instance) => typeof instance[name] === 'function');
      if (!owner) throw new TypeError(`Nobody serves "${contract.id}.${name}".`);
      const method = (contract as unknown as Record<string, MethodRef>)[name] as MethodRef;
      this.dispatcher.register(method, (input, caller) => (owner[name] as Service[string])(input, caller));
    }
  }

  private async work(name: string, run: Parameters<Jobs['work']>[1], every?: string): Promise<void> {
    this.undos.push(await this.jobs.work(name, run));
    if (every !== undefined) this.undos.push(await this.jobs.every(name, every));
  }

  private instance<T extends object>(type: Type<object>): T {
    return this.modules.get<T>(type, { strict: false });
  }
}
