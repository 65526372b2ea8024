import { describe, expect, it } from '@jest/globals';
import { html, jsonIn } from './html.js';

describe('markup', () => {
  it('escapes whatever is put in, in text and in attributes', () => {
    const name = `<img src=x onerror="alert('1')">&\``;
    expect(html`<a title="${name}">${name}</a>`.text).not.toMatch(/<img|"alert|'1'|`/);
    expect(html`${'a & b'}`.text).toBe('a &amp; b');
  });

  it('keeps markup, lists of it and numbers as they are, and nothing for null', () => {
    const items = ['a', '<b>'].map((one) => html`<i>${one}</i>`);
    expect(html`${items}${null}${3}`.text).toBe('<i>a</i><i>&lt;b&gt;</i>3');
  });

  it('holds data that cannot end its script', () => {
    const value = { name: '</script><script>alert(1)</script><!--\u2028' };
    expect(jsonIn(value).text).not.toMatch(/<|\u2028/);
    expect(JSON.parse(jsonIn(value).text)).toEqual(value);
  });
});
