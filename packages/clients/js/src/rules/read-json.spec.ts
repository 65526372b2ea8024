import { expect, it } from '@jest/globals';
import { readJson } from './read-json.js';

it('reads JSON, and takes everything else for nothing', () => {
  expect(['{"a":1}', 'not ours', '', null].map(readJson)).toEqual([{ a: 1 }, null, null, null]);
});
