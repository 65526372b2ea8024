import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { mailerContract, memoryMail } from '@aethex/testing';
import { folderMail } from '../src/index.js';
import { tempDir } from './temp-dir.js';

describe('FolderMail', () => {
  mailerContract(() => {
    const dir = tempDir();
    return {
      adapter: folderMail({ dir }),
      delivered: async () =>
        readdirSync(dir)
          .toSorted()
          .map((name) => readFileSync(join(dir, name))),
    };
  });
});

describe('MemoryMail', () => {
  mailerContract(() => {
    const mail = memoryMail();
    return { adapter: mail.adapter, delivered: async () => mail.sent };
  });
});
