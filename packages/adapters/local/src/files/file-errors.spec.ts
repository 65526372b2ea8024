import { describe, expect, it } from '@jest/globals';
import { fileError } from './file-errors.js';

const systemError = (code: string): Error => Object.assign(new Error(`${code}: no luck`), { code });

describe('an error of the file system', () => {
  it.each(['ENOSPC', 'EDQUOT'])('is storage_full, status 507, when it is %s', (code) => {
    const cause = systemError(code);
    expect(fileError(cause)).toMatchObject({ code: 'server.storage_full', status: 'storage_full', cause });
  });

  it('stays what it is otherwise', () => {
    const error = systemError('EIO');
    expect(fileError(error)).toBe(error);
    expect(fileError(null)).toBeNull();
  });
});
