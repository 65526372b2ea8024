import { describe, expect, it } from '@jest/globals';
import { checkMail } from './check-mail.js';

const to = 'ann@example.org';

describe('the headers of a mail', () => {
  it.each(['ann@example.org', 'ann+news@mail.example.org', "o'hara@example.org", 'jörg@exämple.org'])(
    'may go to %s',
    (address) => expect(() => checkMail({ to: address, subject: 'Hello' })).not.toThrow(),
  );

  it.each([
    '',
    'ann',
    '@',
    'a@b@c',
    'a@b, c@d',
    'a@b c@d',
    'A <a@b>',
    'a@b\r\nBcc: c@d',
    '"a"@b',
    'a@b\0',
    'a@[::1]',
    `${'a'.repeat(250)}@b.example`,
  ])('may not go to %j', (address) =>
    expect(() => checkMail({ to: address, subject: 'Hello' })).toThrow(
      expect.objectContaining({ code: 'mail.header_invalid' }),
    ),
  );

  it.each(['a\r\nb', 'a\nb', 'a\rb', 'a\u2028b', 'a\0b'])('may not have the subject %j', (subject) =>
    expect(() => checkMail({ to, subject })).toThrow(
      expect.objectContaining({ code: 'mail.header_invalid' }),
    ),
  );
});
