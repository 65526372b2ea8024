import { definePlugin, serve } from '@aethex/core';
import { Suspension } from '@aethex/plugin-auth';
import { defineContract } from '@aethex/protocol';
import { ModuleRef } from '@nestjs/core';
import { z } from 'zod';
import { config as chores } from '../../../../scripts/faults/cluster/chores.config.mjs';

/** A studio's own way to keep a player out. */
const warden = defineContract('warden', {
  suspend: {
    summary: 'Keep a player out.',
    who: 'anyone',
    http: 'POST /warden',
    input: z.object({ player_id: z.string() }),
    output: z.object({ done: z.boolean() }),
    example: { input: { player_id: '01890a5d-ac96-774b-bcce-b302099a8057' }, output: { done: true } },
  },
});

class Warden {
  constructor(modules) {
    this.modules = modules;
  }

  async suspend({ player_id: id }) {
    return { done: await this.modules.get(Suspension, { strict: false }).suspend(id) };
  }
}
// What TypeScript leaves behind for Nest, by hand.
Reflect.defineMetadata('design:paramtypes', [ModuleRef], Warden);

const wardenPlugin = definePlugin({ id: 'warden', serves: [serve(warden, Warden)] });

/** The default server with chores and a warden. */
export const config = { plugins: [...chores.plugins, wardenPlugin()] };
