import { describe, expect, it } from '@jest/globals';
import { MailWriter, type Writing } from './mail-writer.js';

const brand = { name: 'Star & Fall', logoUrl: null, color: '#ffee00', supportEmail: 'help@star.example' };
const writing = (facts: Writing['facts'] = {}): Writing => ({ facts, brand, language: 'en' });
const link = 'https://play.example/account/reset?lang=en#code=amc_1';

describe('a mail', () => {
  const writer = new MailWriter();

  it('says the same in plain text and in HTML', () => {
    const words = {
      subject: 'Hello {{player}}',
      lines: ['Hello {{player}}.', '{{#if device}}From {{device}}.{{/if}}'],
      action: 'Choose a password',
      codeHint: 'Or type this code:',
      notes: ['It works for an hour.'],
    };
    const { subject, text, html } = writer.write(words, writing({ player: 'Ann', link, code: '123456' }));
    expect(subject).toBe('Hello Ann');
    expect(text).toBe(
      `Hello Ann.\n\nChoose a password:\n${link}\n\nOr type this code:\n123456\n\nIt works for an hour.\n\n-- \nStar & Fall\nhelp@star.example\n`,
    );
    for (const part of [
      'Hello Ann.',
      'Choose a password',
      '123456',
      'It works for an hour.',
      'Star &amp; Fall',
    ])
      expect(html).toContain(part);
    expect(html).toContain('href="https://play.example/account/reset?lang&#x3D;en#code&#x3D;amc_1"');
    expect(html).not.toContain('From');
  });

  it('shows what players chose as text and never as HTML, a template or a second line', () => {
    const player = '<img src=x onerror=alert(1)>{{brand.color}}\r\nBcc: eve@x.example\u202egnp';
    const words = { subject: 'Hi {{player}}', lines: ['Hi {{player}}!'] };
    const { subject, text, html = '' } = writer.write(words, writing({ player }));
    expect(subject).toBe('Hi <img src=x onerror=alert(1)>{{brand.color}} Bcc: eve@x.example gnp');
    expect(text.split('\n')[0]).toBe(
      'Hi <img src=x onerror=alert(1)>{{brand.color}} Bcc: eve@x.example gnp!',
    );
    expect(html).not.toContain('<img src=x');
    expect(html).toContain('&lt;img src&#x3D;x');
  });

  it('fetches nothing from elsewhere but the logo', () => {
    const words = { subject: 'Hi', lines: ['Hi.'], action: 'Go' };
    const logoUrl = 'https://cdn.example/logo.png';
    const { html = '' } = writer.write(words, {
      ...writing({ link }),
      brand: { ...brand, logoUrl },
    });
    const fetched = [...html.matchAll(/(?:src|background|@import|url\()\W*=?"?([^"\s)]+:\/\/[^"\s)]+)/g)];
    expect(fetched.map(([, url]) => url)).toEqual([logoUrl]);
    expect(html).not.toMatch(/<(?:script|link|iframe|object)/);
  });

  it('has words on its button that can be read on the brand’s colour', () => {
    const words = { subject: 'Hi', lines: ['Hi.'], action: 'Go' };
    const on = (color: string) =>
      writer.write(words, { ...writing({ link }), brand: { ...brand, color } }).html;
    expect(on('#ffee00')).toContain('color:#000000;text-decoration');
    expect(on('#1a237e')).toContain('color:#ffffff;text-decoration');
  });

  it('cuts a subject that is too long for any list of mails', () => {
    const words = { subject: '{{player}}', lines: [] };
    expect([...writer.write(words, writing({ player: '🎲'.repeat(400) })).subject]).toHaveLength(200);
  });
});
