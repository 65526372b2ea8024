import { describe, expect, it } from '@jest/globals';
import { pageLanguage } from './page-language.js';

describe('the language of a page', () => {
  it.each([
    ['de', 'en', 'en', 'de'],
    ['de-AT', undefined, 'en', 'de'],
    [undefined, 'fr, de;q=0.8, en;q=0.9', 'de', 'en'],
    [undefined, 'de;q=0, fr', 'en', 'en'],
    ['fr', 'de-CH', 'en', 'de'],
    [undefined, undefined, 'de', 'de'],
    ['"><script>', ';;;q=,', 'en', 'en'],
  ] as const)('asked %s, accepted %s, house %s: %s', (asked, accepted, house, language) => {
    expect(pageLanguage(asked, accepted, house)).toBe(language);
  });
});
