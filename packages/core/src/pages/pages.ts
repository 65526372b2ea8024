import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { BrandConfig, HttpConfig } from '../config/sections.js';
import { defaultGame } from '../dispatch/caller.js';
import { headerOf, type HttpRequest, type HttpResponse } from '../http/platform.js';
import type { HouseLanguage } from '../mails/mail-template.js';
import { brandLook } from '../mails/rules/brand-look.js';
import { onOneLine } from '../mails/rules/clean-facts.js';
import { Games, type Brand } from '../tenancy/games.js';
import { Html, html, jsonIn } from './html.js';
import { pageLanguage } from './page-language.js';
import { pageStyle } from './page-style.js';
import { prelude } from './prelude.page.js';

/** The words of a page in one language; its script finds all of them in `page.texts`. */
export type PageTexts = Readonly<Record<string, string>> & { readonly title: string };

/** A page of ours: static markup and one script that calls our contracts. */
export interface Page<T extends PageTexts = PageTexts> {
  readonly texts: Readonly<Record<HouseLanguage, T>>;
  /** Steps are `<section data-step id="…">` with a heading; all but the first are hidden. */
  readonly body: (texts: T) => Html;
  /** JavaScript that stands on the constant `page`: see `prelude.page.ts`. */
  readonly script: string;
  /** What the script is told by the server, in `page.facts`. No secret that the address does not hold already. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Whose brand it carries; default the one that `?game=` names. */
  readonly gameId?: string;
  /** Default 200. */
  readonly status?: number;
}

const houseWords = {
  en: { offline: 'No answer. Check the connection and try again.', failed: 'That did not work. Try again.' },
  de: {
    offline: 'Keine Antwort. Bitte die Verbindung prüfen und noch einmal versuchen.',
    failed: 'Das hat nicht geklappt. Bitte noch einmal versuchen.',
  },
} as const;

/**
 * Sends pages: in the language of the reader and the look of the game, under a content security policy that runs our
 * one script and nothing else, in no frame, no cache and no Referer.
 */
@Injectable()
export class Pages {
  constructor(
    private readonly games: Games,
    private readonly config: BrandConfig,
    private readonly http: HttpConfig,
  ) {}

  async send<T extends PageTexts>(
    request: HttpRequest,
    response: HttpResponse,
    page: Page<T>,
  ): Promise<void> {
    const query = (request.query ?? {}) as Record<string, unknown>;
    const language = pageLanguage(
      textOf(query['lang']),
      headerOf(request, 'accept-language'),
      this.config.language,
    );
    const brand = await this.brandOf(page.gameId ?? textOf(query['game']) ?? defaultGame);
    const nonce = randomBytes(18).toString('base64');
    response.status(page.status ?? 200);
    for (const [name, value] of Object.entries(headersOf(nonce))) response.header(name, value);
    response.header('content-language', language);
    response.send(this.markup(page, { brand, language, nonce }).text);
  }

  private markup<T extends PageTexts>(page: Page<T>, { brand, language, nonce }: Look): Html {
    const texts = page.texts[language];
    const api = `/${this.http.prefix}`;
    const data = { texts, facts: page.facts ?? {}, house: houseWords[language], api };
    return html`<!doctype html>
      <html lang="${language}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <title>${texts.title} – ${brand.name}</title>
          <style nonce="${nonce}">
            ${new Html(pageStyle(brand.color ?? '#4f46e5'))}
          </style>
        </head>
        <body>
          <main>
            <span class="brand">${brandMark(brand)}</span>
            ${page.body(texts)}
            <p id="page-status" role="status" aria-live="polite"></p>
          </main>
          <footer>${support(brand)}</footer>
          <script type="application/json" id="page-data">
            ${jsonIn(data)}
          </script>
          <script nonce="${nonce}">
            ${new Html(prelude + page.script)};
          </script>
        </body>
      </html> `;
  }

  private async brandOf(gameId: string): Promise<Brand> {
    const { name, logoUrl = null, color, supportEmail = null } = this.config;
    const game = await this.games.find(gameId);
    const brand = brandLook(game?.brand ?? {}, { name, logoUrl, color, supportEmail });
    return { ...brand, name: onOneLine(brand.name) };
  }
}

interface Look {
  readonly brand: Brand;
  readonly language: HouseLanguage;
  readonly nonce: string;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const brandMark = ({ logoUrl, name }: Brand): Html =>
  logoUrl === null ? html`${name}` : html`<img src="${logoUrl}" alt="${name}" />`;

const support = ({ supportEmail }: Brand): Html =>
  supportEmail === null ? html`` : html`<a href="mailto:${supportEmail}">${supportEmail}</a>`;

const headersOf = (nonce: string): Readonly<Record<string, string>> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; img-src https: data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
});
