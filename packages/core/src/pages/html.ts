/** Markup that is safe to send: only the tag `html` makes it. */
export class Html {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template: markup as it is, a list one after another, everything else escaped; `null` is nothing. */
export type HtmlPart = Html | string | number | null | readonly HtmlPart[];

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Builds markup: `` html`<h1>${title}</h1>` ``. Values are escaped for text and for quoted attributes. */
export function html(strings: TemplateStringsArray, ...parts: HtmlPart[]): Html {
  const written = parts.map((part, index) => rendered(part) + (strings[index + 1] ?? ''));
  return new Html((strings[0] ?? '') + written.join(''));
}

function rendered(part: HtmlPart): string {
  if (part === null) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(rendered).join('');
  return String(part).replace(/[&<>"'`]/g, (character) => escapes[character] ?? '');
}

/** Data for a `<script type="application/json">`: nothing in it can end the element. */
export const jsonIn = (value: unknown): Html =>
  new Html(
    JSON.stringify(value)
      .replace(/</g, '\\u003c')
      .replace(/\u2028/g, '\\u2028')
      .replace(/\u2029/g, '\\u2029'),
  );
