import { definePlugin, Events, serve, type Caller, type Serves } from '@aethex/core';
import type { In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { guestbook } from './guestbook.js';

type Line = { id: string; by: string; line: string };

/** A book in memory. Signing once takes a while, so that the line can break meanwhile. */
@Injectable()
class Guestbook implements Serves<typeof guestbook> {
  private readonly lines: Line[] = [];

  constructor(private readonly events: Events) {}

  async sign({ line }: In<typeof guestbook, 'sign'>, caller: Caller) {
    if (line.length > 80) throw guestbook.error('sign', 'too_long', { max: 80 });
    const added = { id: String(this.lines.length + 1), by: caller.id, line };
    this.lines.push(added);
    await this.events.tell(guestbook.signed, caller.id, added);
    return added;
  }

  async signOnce(input: In<typeof guestbook, 'signOnce'>, caller: Caller) {
    await new Promise((resolve) => setTimeout(resolve, 60));
    return this.sign(input, caller);
  }

  async read({ limit }: In<typeof guestbook, 'read'>, caller: Caller) {
    return this.lines.filter(({ by }) => by === caller.id).slice(0, limit);
  }
}

export const guestbookPlugin = definePlugin({ id: 'guestbook', serves: [serve(guestbook, Guestbook)] });
