import { describe, expect, it } from '@jest/globals';
import { brandLook } from './brand-look.js';
import { languagesFor } from './choose-language.js';

const house = { name: 'House', logoUrl: null, color: '#4f46e5', supportEmail: null };

describe('the look of a mail', () => {
  it('is the game’s, and the deployment’s where the game says nothing', () => {
    const own = { name: 'Starfall', supportEmail: 'help@x.example' };
    expect(brandLook(own, house)).toEqual({ ...house, ...own });
  });

  it('leaves out a logo that is not fetched by https, and takes no colour that is none', () => {
    const own = { logoUrl: 'http://x.example/a.png', color: 'red;background:url(//x)' };
    expect(brandLook(own, house)).toMatchObject({ logoUrl: null, color: '#4f46e5' });
  });
});

describe('the language of a mail', () => {
  it('is the wanted one, then without its region, then the house’s, then English', () => {
    expect(languagesFor('pt-BR', 'de')).toEqual(['pt-br', 'pt', 'de', 'en']);
    expect(languagesFor(null, 'en')).toEqual(['en']);
  });
});
