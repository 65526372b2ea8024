import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { BootError } from '../plugin/boot-error.js';
import { Logger } from '../observe/logger.js';
import { Metrics } from '../observe/metrics.js';
import { givenTo, shareIn, type Adapter, type Finding, type Port } from '../ports/adapter.js';
import { Clock } from '../ports/clock.js';
import { Database } from '../ports/database.js';
import { guard } from '../ports/guard.js';
import { inTime } from '../observe/in-time.js';
import { Ids } from '../ports/ids.js';

/** The database has its own ways to wait and to say what is wrong; clock and ids answer at once, several times a call. */
const unguarded: ReadonlySet<Port> = new Set<Port>([Database, Clock, Ids]);

/** Milliseconds an adapter has to say that it is in touch. */
const pulseMs = 1500;

/** Creates the adapters, remembers them for checks, and closes them in reverse when the server has stopped. */
@Injectable()
export class AdapterHost implements OnApplicationShutdown {
  private readonly created: { adapter: Adapter; instance: object }[] = [];
  private readonly shared = new Map<string, object>();
  private readonly undos: (() => Promise<void> | void)[] = [];

  constructor(
    private readonly log: Logger,
    private readonly metrics: Metrics,
  ) {}

  /** Creates one adapter with what it needs, behind its guard. */
  async create(adapter: Adapter, needs: readonly object[]): Promise<object> {
    const given = new Map(givenTo(adapter).map((port, index) => [port, needs[index]]));
    const instance = await this.attempt(adapter, {
      get: <T extends object>(port: Port<T>): T => {
        const found = given.get(port);
        if (!found)
          throw new TypeError(`Adapter "${adapter.name}" must name ${port.name} in "needs" to use it.`);
        return found as T;
      },
      log: this.log.child({ adapter: adapter.name }),
      metrics: this.metrics,
      share: (name, make) => shareIn(this.shared, name, make),
      onClose: (undo) => void this.undos.push(undo),
    });
    this.created.push({ adapter, instance });
    return unguarded.has(adapter.port) ? instance : guard(adapter, instance, this.metrics);
  }

  /** Tries every adapter for real. */
  async check(): Promise<(Finding & { adapter: Adapter })[]> {
    const findings = await Promise.all(
      this.created.map(async ({ adapter, instance }) =>
        (await checked(adapter, instance)).map((finding) => ({ ...finding, adapter })),
      ),
    );
    return findings.flat();
  }

  /** Whether each adapter that can tell is in touch with what it speaks to, by the name of its port. */
  async pulses(): Promise<Readonly<Record<string, boolean>>> {
    const asked = this.created.filter(({ adapter }) => 'pulse' in adapter);
    const answers = await Promise.all(
      asked.map(
        async ({ adapter, instance }) => [adapter.port.name, await beats(adapter, instance)] as const,
      ),
    );
    return Object.fromEntries(answers);
  }

  async onApplicationShutdown(): Promise<void> {
    for (const undo of this.undos.toReversed()) {
      try {
        await undo();
      } catch (error) {
        this.log.error({ err: error }, 'an adapter did not close');
      }
    }
    this.log.flush();
  }

  private async attempt(adapter: Adapter, context: Parameters<Adapter['create']>[0]): Promise<object> {
    try {
      return await adapter.create(context);
    } catch (error) {
      if (error instanceof BootError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new BootError(
        `${adapter.port.name} "${adapter.name}" could not be opened: ${why}.`,
        'Run `aethex doctor` for details.',
        { cause: error },
      );
    }
  }
}

async function beats(adapter: Adapter, instance: object): Promise<boolean> {
  try {
    return (await inTime(Promise.resolve(adapter.pulse?.(instance)), pulseMs)) ?? false;
  } catch {
    return false;
  }
}

async function checked(adapter: Adapter, instance: object): Promise<readonly Finding[]> {
  try {
    return (await adapter.check?.(instance)) ?? [];
  } catch (error) {
    return [
      {
        what: `${adapter.port.name} "${adapter.name}" failed its check`,
        ok: false,
        fix: (error as Error).message,
      },
    ];
  }
}
