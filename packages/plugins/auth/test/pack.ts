import { definePlugin, type Merge, type MergeHooks, type PrivacyHooks, type Subject } from '@aethex/core';
import { Injectable } from '@nestjs/common';

/** Things of players, and how often giving them away or erasing them still fails. */
@Injectable()
export class Pack implements MergeHooks, PrivacyHooks {
  readonly things = new Map<string, string[]>();
  failing = 0;

  of(playerId: string): string[] {
    return this.things.get(playerId) ?? [];
  }

  async merge({ from, into }: Merge): Promise<void> {
    for (const thing of this.of(from)) {
      this.fail();
      this.things.set(into, [...this.of(into), thing]);
      this.things.set(
        from,
        this.of(from).filter((one) => one !== thing),
      );
      this.fail();
    }
  }

  async export({ playerId }: Subject): Promise<unknown> {
    return this.of(playerId);
  }

  async erase({ playerId }: Subject): Promise<void> {
    this.fail();
    this.things.delete(playerId);
    this.fail();
  }

  private fail(): void {
    if (this.failing-- === 1) throw new Error('The process ended here.');
  }
}

/** A plugin that keeps something of players. */
export const packPlugin = definePlugin({ id: 'pack', merges: Pack, privacy: Pack });
