import { describe, expect, it } from '@jest/globals';
import { opensWith, sealPassword } from './password.js';

describe('the password of a room', () => {
  it('opens with itself and with nothing else', () => {
    const sealed = sealPassword('Ölberg 7');
    expect(['Ölberg 7', 'Ölberg 8', '', 'ölberg 7'].map((said) => opensWith(sealed, said))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('is kept so that two rooms with the same one do not show it', () => {
    const [one, two] = [sealPassword('same'), sealPassword('same')];
    expect(one.hash).not.toBe(two.hash);
    expect(JSON.stringify(one)).not.toContain('same');
  });
});
