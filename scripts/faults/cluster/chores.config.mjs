import { Clock, Db, definePlugin, Id, Ids, job, Jobs, migration, serve, Text, Time } from '@aethex/core';
import { authPlugin } from '@aethex/plugin-auth';
import { savesPlugin } from '@aethex/plugin-saves';
import { defineContract } from '@aethex/protocol';
import { Entity } from 'typeorm';
import { z } from 'zod';

/** Jobs whose doing leaves a trace: what has been asked for has to be done, whatever happens to Redis. */
const chores = defineContract('chores', {
  ask: {
    summary: 'Ask for a chore.',
    who: 'anyone',
    http: 'POST /chores',
    input: z.object({ what: z.string() }),
    output: z.object({}),
    example: { input: { what: 'dishes' }, output: {} },
  },
  list: {
    summary: 'What has been done.',
    who: 'anyone',
    http: 'GET /chores',
    input: z.object({}),
    output: z.array(z.object({ what: z.string(), done_at: z.number() })),
    example: { input: {}, output: [{ what: 'dishes', done_at: 1 }] },
  },
});

class Done {}
Entity('chores_done')(Done);
Id()(Done.prototype, 'id');
Text()(Done.prototype, 'what');
Time()(Done.prototype, 'doneAt');

class Chores {
  static parameters = [Db, Jobs];

  constructor(db, jobs) {
    Object.assign(this, { db, jobs });
  }

  async ask({ what }) {
    await this.db.write(() => this.jobs.add({ name: 'chores.do', data: what }));
    return {};
  }

  async list() {
    const rows = await this.db.read((em) => em.find(Done));
    return rows.map((row) => ({ what: row.what, done_at: row.doneAt.getTime() }));
  }
}

class DoChore {
  static parameters = [Db, Ids, Clock];

  constructor(db, ids, clock) {
    Object.assign(this, { db, ids, clock });
  }

  async run({ data }) {
    const row = { id: this.ids.next(), what: String(data), doneAt: this.clock.now() };
    await this.db.write((em) => em.add(Done, row));
  }
}

/** What comes by itself, at every full second. */
class Tick extends DoChore {
  run() {
    return super.run({ data: 'tick' });
  }
}

// What TypeScript leaves behind for Nest, by hand.
for (const type of [Chores, DoChore, Tick])
  Reflect.defineMetadata('design:paramtypes', type.parameters ?? DoChore.parameters, type);

const choresPlugin = definePlugin({
  id: 'chores',
  entities: [Done],
  serves: [serve(chores, Chores)],
  jobs: [job('chores.do', DoChore), job('chores.tick', Tick, { every: '* * * * * *' })],
  migrations: [
    migration('202601011200-create-done', {
      up: (s) => s.create('chores_done', (t) => t.id().text('what').time('done_at')),
      down: (s) => s.drop('chores_done'),
    }),
  ],
});

export const config = { plugins: [authPlugin(), savesPlugin(), choresPlugin()] };
