import { readableOn } from '../mails/rules/brand-look.js';

/** The look of every page: one card, readable from 320 pixels on, in light and in dark. `color` is `#rrggbb`. */
export const pageStyle = (color: string): string => `
:root { color-scheme: light dark; --brand: ${color}; --on-brand: ${readableOn(color)};
  --page: #f3f4f6; --card: #fff; --words: #1f2430; --notes: #565d6b; --line: #8a91a0; --bad: #b42318; --good: #067647; }
@media (prefers-color-scheme: dark) { :root { --page: #111318; --card: #1b1e25; --words: #eceef2; --notes: #a9afbb;
  --line: #6b7280; --bad: #ff9a90; --good: #6ce9a6; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 24px 12px; background: var(--page); color: var(--words);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Arial, sans-serif; overflow-wrap: anywhere; }
main { max-width: 440px; margin: 0 auto; padding: 24px 20px; background: var(--card); border-radius: 10px; }
.brand { display: block; margin: 0 0 16px; font-weight: 700; }
.brand img { display: block; max-width: 100%; height: 40px; }
h1 { margin: 0 0 12px; font-size: 22px; line-height: 1.3; }
h1:focus { outline: none; }
p { margin: 12px 0; }
dl { margin: 12px 0; display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; }
dt { color: var(--notes); } dd { margin: 0; }
label { display: block; margin: 14px 0 4px; font-weight: 600; }
input { width: 100%; padding: 11px 12px; font: inherit; color: inherit; background: var(--page);
  border: 1px solid var(--line); border-radius: 8px; }
button, .button { display: block; width: 100%; margin: 16px 0 0; padding: 12px; font: inherit; font-weight: 700;
  text-align: center; text-decoration: none; cursor: pointer; color: var(--on-brand); background: var(--brand);
  border: 2px solid transparent; border-radius: 8px; }
button.plain { color: inherit; background: transparent; border-color: var(--line); }
button:disabled { opacity: .6; cursor: default; }
:focus-visible { outline: 3px solid var(--words); outline-offset: 2px; }
.notes, footer { color: var(--notes); font-size: 14px; }
footer { max-width: 440px; margin: 16px auto 0; padding: 0 20px; }
footer a { color: inherit; }
.code { font: 700 26px/1.3 ui-monospace, Menlo, Consolas, monospace; letter-spacing: 3px; text-align: center; }
#page-status { min-height: 24px; margin: 12px 0 0; font-weight: 600; }
#page-status[data-tone='bad'] { color: var(--bad); } #page-status[data-tone='good'] { color: var(--good); }
[hidden] { display: none !important; }
`;
