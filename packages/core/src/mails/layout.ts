/**
 * The frame of every mail in HTML. Tables and inline styles, because mail programs know little else; the second
 * colours are for those that follow `prefers-color-scheme`. Nothing is fetched but the logo.
 */
export const layoutTemplate = `<!doctype html>
<html lang="{{language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{{subject}}</title>
<style>
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background: #111318 !important; }
  .card { background: #1b1e25 !important; }
  .words, .code { color: #eceef2 !important; }
  .notes { color: #a3a9b6 !important; }
  .code { background: #262a33 !important; }
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f3f4f6;">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f4f6;">
<tr><td align="center" style="padding:24px 12px;">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-radius:8px;">
<tr><td class="words" style="padding:28px 28px 8px;font:bold 18px/1.4 system-ui,-apple-system,'Segoe UI',Arial,sans-serif;color:#1f2430;">
{{#if brand.logoUrl}}<img src="{{brand.logoUrl}}" alt="{{brand.name}}" height="40" style="display:block;height:40px;border:0;">{{else}}{{brand.name}}{{/if}}
</td></tr>
<tr><td class="words" style="padding:8px 28px 28px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Arial,sans-serif;color:#1f2430;">
{{> @partial-block}}
</td></tr>
</table>
<p class="notes" style="max-width:560px;margin:16px auto 0;font:13px/1.5 system-ui,-apple-system,'Segoe UI',Arial,sans-serif;color:#5b6270;">{{brand.name}}{{#if brand.supportEmail}} · <a href="mailto:{{brand.supportEmail}}" style="color:inherit;">{{brand.supportEmail}}</a>{{/if}}</p>
</td></tr>
</table>
</body>
</html>
`;

/** The words of a mail inside the frame. */
export const bodyTemplate = `{{#> layout}}
{{#each lines}}<p style="margin:16px 0;">{{this}}</p>
{{/each}}
{{#if action}}<table role="presentation" cellpadding="0" cellspacing="0" style="margin:24px 0;"><tr><td style="border-radius:6px;background:{{brand.color}};"><a href="{{link}}" style="display:inline-block;padding:12px 22px;font-weight:bold;color:{{buttonText}};text-decoration:none;border-radius:6px;">{{action}}</a></td></tr></table>
<p class="notes" style="margin:16px 0;font-size:13px;color:#5b6270;word-break:break-all;">{{link}}</p>
{{/if}}
{{#if code}}{{#if codeHint}}<p style="margin:16px 0;">{{codeHint}}</p>
{{/if}}<p class="code" style="margin:16px 0;padding:12px;text-align:center;font:bold 28px/1.3 ui-monospace,Menlo,Consolas,monospace;letter-spacing:4px;background:#f3f4f6;border-radius:6px;color:#1f2430;">{{code}}</p>
{{/if}}
{{#each notes}}<p class="notes" style="margin:16px 0;font-size:13px;color:#5b6270;">{{this}}</p>
{{/each}}
{{/layout}}`;

/** The same words in plain text. */
export const textTemplate = `{{#each lines}}{{this}}

{{/each}}{{#if action}}{{action}}:
{{link}}

{{/if}}{{#if code}}{{#if codeHint}}{{codeHint}}
{{/if}}{{code}}

{{/if}}{{#each notes}}{{this}}

{{/each}}-- 
{{brand.name}}{{#if brand.supportEmail}}
{{brand.supportEmail}}{{/if}}
`;
