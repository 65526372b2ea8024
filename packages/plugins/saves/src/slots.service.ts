import type { Caller, Serves } from '@aethex/core';
import { saves, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import type { Encoding } from './rules/encoding.js';
import { Catalogue } from './store/catalogue.js';
import { Intake } from './store/intake.js';
import { checkSlotName, ownerOf, readAny } from './store/refusals.js';
import type { Upload } from './store/upload.js';
import { Uploads, type Stored } from './store/uploads.js';

type PutInput = In<typeof saves, 'put'>;
type PutMany = In<typeof saves, 'putMany'>;
type Fields = Omit<PutInput, 'user_id' | 'data' | 'encoding'>;

/** Keeps a player's saves and never loses one to a race. */
@Injectable()
export class SlotsService implements Pick<Serves<typeof saves>, 'list' | 'put' | 'putMany' | 'upload'> {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly intake: Intake,
    private readonly uploads: Uploads,
  ) {}

  async list({ user_id, ...page }: In<typeof saves, 'list'>, caller: Caller) {
    const { items, nextCursor } = await this.catalogue.saves(ownerOf(user_id, caller, readAny), page);
    return { saves: items, next_cursor: nextCursor };
  }

  async put({ user_id, ...input }: PutInput, caller: Caller) {
    const owner = ownerOf(user_id, caller);
    const [stored] = await this.uploads.store(owner, [await this.written(input)]);
    return stored as Stored;
  }

  async putMany({ user_id, saves: inputs }: PutMany, caller: Caller) {
    const owner = ownerOf(user_id, caller);
    refuseTwins(inputs.map(({ slot_name }) => slot_name));
    const uploads: Upload[] = [];
    for (const input of inputs) uploads.push(await this.written(input));
    return { saves: await this.uploads.store(owner, uploads) };
  }

  async upload({ user_id, content, ...input }: In<typeof saves, 'upload'>, caller: Caller) {
    const owner = ownerOf(user_id, caller);
    const [stored] = await this.uploads.store(owner, [await this.received(content, 'base64', input)]);
    return stored as Stored;
  }

  private written({ data, encoding, ...fields }: Omit<PutInput, 'user_id'>): Promise<Upload> {
    return this.received(this.intake.bytesOf(data, encoding), encoding, fields);
  }

  private async received(bytes: Uint8Array, encoding: Encoding, fields: Fields): Promise<Upload> {
    const { slot_name: slotName, base_revision: base, overwrite } = fields;
    checkSlotName(slotName);
    return { slotName, base, overwrite, content: await this.intake.content(bytes, encoding, fields) };
  }
}

function refuseTwins(names: readonly string[]): void {
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin === undefined) return;
  throw saves.error('putMany', 'slot_twice', { field: 'slot_name', slot_name: twin });
}
