import type { Caller, Serves } from '@aethex/core';
import type { In, saves } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { dataOfBytes } from './rules/encoding.js';
import { Reader } from './store/reader.js';
import { ownerOf, readAny } from './store/refusals.js';
import { summaryOf } from './store/summary.js';

/** Gives players back exactly what they have saved. */
@Injectable()
export class ReadingService implements Pick<Serves<typeof saves>, 'get' | 'download'> {
  constructor(private readonly reader: Reader) {}

  async get({ user_id, save_id, revision }: In<typeof saves, 'get'>, caller: Caller) {
    const owner = ownerOf(user_id, caller, readAny);
    const { slot, row, bytes } = await this.reader.read(owner, save_id, revision);
    return Object.assign(summaryOf(slot, row), { data: dataOfBytes(bytes, row.encoding) });
  }

  async download({ user_id, save_id, revision }: In<typeof saves, 'download'>, caller: Caller) {
    const owner = ownerOf(user_id, caller, readAny);
    const { slot, row, bytes } = await this.reader.read(owner, save_id, revision);
    return Object.assign(summaryOf(slot, row), { content: bytes });
  }
}
