import { configSection, Db, definePlugin, Id, Ids, migration, Ref, serve, Text } from '@aethex/core';
import type { Caller, PrivacyHooks, Serves, Subject } from '@aethex/core';
import { defineContract } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { Entity } from 'typeorm';
import { z } from 'zod';

export const guestbook = defineContract('guestbook', {
  sign: { summary: 'Leave a line.', who: 'player', http: 'POST /guestbook',
    input: z.object({ line: z.string().min(1) }), output: z.object({ id: z.string() }),
    errors: { too_long: { kind: 'too_large', message: 'That line is too long.', data: z.object({ max: z.number() }) } },
    example: { input: { line: 'Ann was here.' }, output: { id: '01890a5d-ac96-774b-bcce-b302099a8057' } } },
  read: { summary: 'Read the book.', who: 'anyone', reveals: 'Every line and who left it.', http: 'GET /guestbook',
    input: z.object({ limit: z.coerce.number().int().max(100).default(20) }), output: z.array(z.object({ by: z.string(), line: z.string() })),
    example: { input: {}, output: [{ by: '01890a5d-ac96-774b-bcce-b302099a8050', line: 'Ann was here.' }] } },
});
class GuestbookConfig extends configSection('guestbook', { maxLength: z.number().default(80) }) {}

@Entity('guestbook_lines')
class Line { @Id() id: string; @Ref() gameId: string; @Ref() playerId: string; @Text() line: string; }

@Injectable()
class Guestbook implements Serves<typeof guestbook>, PrivacyHooks {
  constructor(private readonly db: Db, private readonly ids: Ids, private readonly config: GuestbookConfig) {}
  async sign({ line }: { line: string }, { id: playerId, gameId }: Caller) {
    if (line.length > this.config.maxLength) throw guestbook.error('sign', 'too_long', { max: this.config.maxLength });
    const row = { id: this.ids.next(), gameId, playerId, line };
    await this.db.write((em) => em.insert(Line, row));
    return { id: row.id };
  }
  async read({ limit }: { limit: number }, { gameId }: Caller) {
    const rows = await this.db.read((em) => em.find(Line, { where: { gameId }, take: limit }));
    return rows.map((row) => ({ by: row.playerId, line: row.line }));
  }
  export = (who: Subject) => this.db.read((em) => em.findBy(Line, who));
  erase = (who: Subject) => this.db.write((em) => em.delete(Line, who));
}
export const guestbookPlugin = definePlugin({
  id: 'guestbook', config: GuestbookConfig, entities: [Line], serves: [serve(guestbook, Guestbook)], privacy: Guestbook,
  migrations: [migration('202603010900-create-lines', {
    up: (s) => s.create('guestbook_lines', (t) => t.id().ref('game_id').ref('player_id').text('line')),
    down: (s) => s.drop('guestbook_lines'),
  })],
});
