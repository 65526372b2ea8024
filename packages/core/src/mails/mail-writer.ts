import Handlebars from 'handlebars';
import type { Brand } from '../tenancy/games.js';
import { bodyTemplate, layoutTemplate, textTemplate } from './layout.js';
import type { MailFacts, MailWords, WrittenMail } from './mail-template.js';
import type { OwnTemplate } from './own-templates.js';
import { readableOn } from './rules/brand-look.js';
import { cleanFacts, cleanSubject, onOneLine } from './rules/clean-facts.js';

/** What a mail is written from. */
export interface Writing {
  readonly facts: MailFacts;
  readonly brand: Brand;
  readonly language: string;
}

type Render = (context: object) => string;

/** Turns words and facts into a mail. Facts are data throughout: nothing in them is ever read as a template. */
export class MailWriter {
  private readonly handlebars = Handlebars.create();
  private readonly rendered = new Map<string, Render>();

  constructor(layout: string = layoutTemplate) {
    this.handlebars.registerPartial('layout', layout);
  }

  /** The house's words. */
  write(words: MailWords, writing: Writing): WrittenMail {
    const context = contextOf(writing);
    const plain = this.said(words, context, true);
    const marked = this.said(words, context, false);
    const subject = cleanSubject(this.render(words.subject, true)(context));
    const text = this.render(textTemplate, true)({ ...context, ...plain });
    const html = this.render(bodyTemplate, false)({ ...context, ...marked, subject });
    return { subject, text, html };
  }

  /** A studio's own words; what it did not write, the mail does not have. */
  writeOwn(own: OwnTemplate, writing: Writing): WrittenMail {
    const context = contextOf(writing);
    const subject = cleanSubject(this.render(own.subject, true)(context));
    const text = this.render(own.text, true)({ ...context, subject });
    const html = own.html === null ? null : this.render(own.html, false)({ ...context, subject });
    return { subject, text, ...(html !== null && { html }) };
  }

  private said(words: MailWords, context: object, plain: boolean): object {
    const say = (line: string): string | Handlebars.SafeString => {
      const text = onOneLine(this.render(line, plain)(context));
      return plain || text === '' ? text : new Handlebars.SafeString(text);
    };
    const all = (lines: readonly string[] = []) => lines.map(say).filter((line) => String(line) !== '');
    return {
      lines: all(words.lines),
      notes: all(words.notes),
      ...(words.action !== undefined && { action: say(words.action) }),
      ...(words.codeHint !== undefined && { codeHint: say(words.codeHint) }),
    };
  }

  private render(template: string, plain: boolean): Render {
    const key = `${plain ? 'text' : 'html'} ${template}`;
    let render = this.rendered.get(key);
    if (!render) {
      render = this.handlebars.compile(template, { noEscape: plain });
      this.rendered.set(key, render);
    }
    return render;
  }
}

const contextOf = ({ facts, brand, language }: Writing): object => ({
  ...cleanFacts(facts),
  brand: { ...brand, name: onOneLine(brand.name) },
  buttonText: readableOn(brand.color ?? '#000000'),
  language,
});
