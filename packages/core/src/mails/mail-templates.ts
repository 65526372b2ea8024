import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BrandConfig } from '../config/sections.js';
import { Games, type Brand } from '../tenancy/games.js';
import type { MailFacts, MailTemplate, WrittenMail } from './mail-template.js';
import { MailWriter } from './mail-writer.js';
import { readOwnTemplates, type OwnTemplates } from './own-templates.js';
import { brandLook } from './rules/brand-look.js';
import { languagesFor } from './rules/choose-language.js';

/** For whom a mail is written. */
export interface MailOccasion {
  /** Whose brand it carries. */
  readonly gameId: string;
  /** Such as `de` or `pt-br`; `null` for the house's own. */
  readonly language: string | null;
  /** `link` is where the button leads, `code` what is shown large. */
  readonly facts: MailFacts;
}

/** Writes mails in the language of whoever gets them, in the look of the game, and in the studio's own words if it has any. */
@Injectable()
export class MailTemplates implements OnModuleInit {
  private own: OwnTemplates = { layout: null, mails: new Map() };
  private writer = new MailWriter();

  constructor(
    private readonly games: Games,
    private readonly config: BrandConfig,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.config.mailTemplates === undefined) return;
    this.own = await readOwnTemplates(this.config.mailTemplates);
    this.writer = new MailWriter(this.own.layout ?? undefined);
  }

  /** The mail without an address: on one line what players chose, escaped where it is HTML. */
  async write(template: MailTemplate, { gameId, language, facts }: MailOccasion): Promise<WrittenMail> {
    const brand = await this.brandOf(gameId);
    for (const one of languagesFor(language, this.config.language)) {
      const writing = { facts, brand, language: one };
      const own = this.own.mails.get(`${template.id}.${one}`);
      if (own) return this.writer.writeOwn(own, writing);
      const words = Object.entries(template.words).find(([spoken]) => spoken === one)?.[1];
      if (words) return this.writer.write(words, writing);
    }
    throw new TypeError(`The mail "${template.id}" has no words in English.`);
  }

  private async brandOf(gameId: string): Promise<Brand> {
    const { name, logoUrl = null, color, supportEmail = null } = this.config;
    const game = await this.games.find(gameId);
    return brandLook(game?.brand ?? {}, { name, logoUrl, color, supportEmail });
  }
}
