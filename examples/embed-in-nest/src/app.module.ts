import { AethexModule, before, defineConfig } from '@aethex/core';
import { local } from '@aethex/local';
import { authPlugin } from '@aethex/plugin-auth';
import { savesPlugin } from '@aethex/plugin-saves';
import { AethexError, saves } from '@aethex/protocol';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { MaintenanceGuard } from './maintenance.guard.js';
import { StudioController } from './studio.controller.js';

const config = defineConfig({
  adapters: [...local.rest({ dir: process.env['STUDIO_DATA'] ?? './studio-data' })],
  plugins: [authPlugin(), savesPlugin({ history: 5 })],
  log: { level: 'warn' },
  hooks: [
    // The studio's own rule, on every wire and without a fork.
    before(saves.put, ({ slot_name }) => {
      if (slot_name === 'forbidden') throw new AethexError('forbidden', 'studio.slot', 'That slot is ours.');
    }),
  ],
});

/** The studio's application. AeThex is one import of it. */
@Module({
  imports: [AethexModule.forRoot(config)],
  controllers: [StudioController],
  providers: [{ provide: APP_GUARD, useClass: MaintenanceGuard }],
})
export class AppModule {}
