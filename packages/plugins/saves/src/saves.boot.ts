import { BootError, HttpConfig } from '@aethex/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MergeHook } from './merge/merge-hook.js';
import { SavesConfig } from './saves.config.js';
import { SavesKeys } from './saves.keys.js';

/** Refuses to start where saves could not be received, opened or merged as the configuration promises. */
@Injectable()
export class SavesBoot implements OnModuleInit {
  constructor(
    private readonly config: SavesConfig,
    private readonly http: HttpConfig,
    private readonly keys: SavesKeys,
    private readonly hook: MergeHook,
  ) {}

  async onModuleInit(): Promise<void> {
    this.checkSizes();
    await this.checkKeys();
    await this.checkHook();
  }

  private checkSizes(): void {
    const { maxBytes } = this.config;
    const { maxUpload } = this.http;
    if (maxBytes <= maxUpload) return;
    throw new BootError(
      `saves.maxBytes is ${maxBytes}, but http.maxUpload lets only ${maxUpload} bytes through.`,
      'Raise http.maxUpload or lower saves.maxBytes.',
    );
  }

  private async checkKeys(): Promise<void> {
    const lost = [...(await this.keys.lost())].map(([id, rows]) => `${id} (${rows} saves)`);
    if (lost.length === 0) return;
    throw new BootError(
      `The key ring lacks keys without which saves cannot be opened: ${lost.join(', ')}.`,
      'Restore the key files from a backup; without them these saves are lost.',
    );
  }

  private async checkHook(): Promise<void> {
    const wrong = await this.hook.wrong();
    if (wrong === null) return;
    throw new BootError(
      `The merge hook "${this.config.merge}" cannot be used: ${wrong}`,
      'Point saves.merge to an ES module that exports merge({ base, theirs, mine }), or leave it out.',
    );
  }
}
