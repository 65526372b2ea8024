import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { envName, resolveSections } from './resolve.js';
import { bytes, configSection, list, seconds, secret } from './section.js';

class SavesConfig extends configSection('saves', {
  history: z.number().int().default(10),
  maxBytes: bytes('1mb'),
  keepFor: seconds('30d'),
  origins: list(),
  compress: z.boolean().default(true),
  token: secret().min(4).optional(),
}) {}

const sources = { file: {}, fileName: 'aethex.config.json', env: {}, flags: {} };
const valuesFrom = (more: object) => {
  const { resolved, problems } = resolveSections([SavesConfig], { ...sources, ...more });
  return { values: resolved[0]?.values as Record<string, unknown>, list: resolved[0]?.list ?? [], problems };
};

describe('the configuration', () => {
  it('takes defaults, then the file, then the environment, then flags', () => {
    const file = { saves: { history: 1, maxBytes: '2kb' } };
    expect(valuesFrom({}).values).toMatchObject({ history: 10, maxBytes: 1024 * 1024, keepFor: 2_592_000 });
    expect(valuesFrom({ file }).values).toMatchObject({ history: 1, maxBytes: 2048 });
    const env = { AETHEX_SAVES_HISTORY: '2', AETHEX_SAVES_MAX_BYTES: '3kb' };
    expect(valuesFrom({ file, env }).values).toMatchObject({ history: 2, maxBytes: 3072 });
    expect(valuesFrom({ file, env, flags: { 'saves.history': 3 } }).values).toMatchObject({ history: 3 });
  });

  it('says of each value where it came from, and which are secret', () => {
    const { list: shown } = valuesFrom({
      file: { saves: { history: 1 } },
      env: { AETHEX_SAVES_TOKEN: 'abcd' },
    });
    const of = (key: string) => shown.find((value) => value.key === key);
    expect(of('history')).toMatchObject({ origin: 'aethex.config.json', secret: false });
    expect(of('token')).toMatchObject({ origin: 'AETHEX_SAVES_TOKEN', secret: true });
    expect(of('maxBytes')).toMatchObject({ origin: 'default' });
  });

  it('reads numbers, truths, sizes, times and lists from the environment', () => {
    const env = {
      AETHEX_SAVES_COMPRESS: 'false',
      AETHEX_SAVES_KEEP_FOR: '15m',
      AETHEX_SAVES_ORIGINS: 'https://a.example, https://b.example',
    };
    expect(valuesFrom({ env }).values).toMatchObject({
      compress: false,
      keepFor: 900,
      origins: ['https://a.example', 'https://b.example'],
    });
  });

  it('reports everything that is wrong at once, with the place and the fix', () => {
    const { problems } = valuesFrom({
      file: { saves: { histroy: 3, maxBytes: 'big' }, save: {} },
      env: { AETHEX_SAVES_HISTORY: 'many', AETHEX_SAVE_HISTORY: '3' },
    });
    expect(problems.map(({ what, where, fix }) => `${what} | ${where} | ${fix}`)).toEqual([
      'AETHEX_SAVE_HISTORY is no setting. | the environment | Did you mean AETHEX_SAVES_HISTORY?',
      '"save" is no section of the configuration. | aethex.config.json | Did you mean "saves"?',
      expect.stringMatching(/^saves\.history .* \| AETHEX_SAVES_HISTORY \| Set saves\.history/),
      expect.stringMatching(/^saves\.maxBytes must be a size.* \| aethex\.config\.json \| /),
      'saves.histroy is no setting. | aethex.config.json | Did you mean saves.history?',
    ]);
  });

  it('knows flags that are none', () => {
    const { problems } = valuesFrom({ flags: { 'saves.histori': 3 } });
    expect(problems).toMatchObject([
      { what: 'saves.histori is no setting.', fix: 'Did you mean saves.history?' },
    ]);
  });

  it('reads the text of a flag like that of the environment', () => {
    const flags = {
      'saves.history': '3',
      'saves.origins': 'a, b',
      'saves.compress': 'false',
      'saves.token': '12345',
    };
    expect(valuesFrom({ flags })).toMatchObject({
      values: { history: 3, origins: ['a', 'b'], compress: false, token: '12345' },
      problems: [],
    });
  });

  it('refuses a section that is no group of settings', () => {
    expect(valuesFrom({ file: { saves: 5 } }).problems).toMatchObject([
      { what: '"saves" must be a group of settings.', where: 'aethex.config.json' },
    ]);
  });

  it('names the variable of a key', () => {
    expect(envName('saves', 'maxBytes')).toBe('AETHEX_SAVES_MAX_BYTES');
  });

  it('makes a class whose values cannot be changed', () => {
    const config = new SavesConfig({ ...valuesFrom({}).values } as never);
    expect(config.history).toBe(10);
    expect(() => Object.assign(config, { history: 11 })).toThrow(TypeError);
  });
});
