import { defineConfig } from '@aethex/core';
import { postgres } from '@aethex/postgres';
import { config as usual } from './aethex.config.mjs';
export const config = defineConfig({ ...usual, adapters: [postgres({ url: process.env.BENCH_URL })] });
