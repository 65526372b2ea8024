import { adapter, checkMail, Mailer, type Adapter, type Mail } from '@aethex/core';

/** Mails that a test can read. */
export class MemoryMail extends Mailer {
  /** Binds this very mailbox. */
  readonly adapter: Adapter<Mailer> = adapter<Mailer>({
    port: Mailer,
    name: 'memory',
    reach: 'process',
    create: () => this,
  });
  private readonly kept: Mail[] = [];

  /** All mails, the oldest first. */
  get sent(): readonly Mail[] {
    return this.kept;
  }

  async send(mail: Mail): Promise<void> {
    checkMail(mail);
    this.kept.push({ ...mail });
  }

  /** The newest mail, of all or to one address, or `null`. */
  last(to?: string): Mail | null {
    return this.kept.findLast((mail) => to === undefined || mail.to === to) ?? null;
  }

  clear(): void {
    this.kept.length = 0;
  }
}

/** A mailbox in memory. */
export const memoryMail = (): MemoryMail => new MemoryMail();
