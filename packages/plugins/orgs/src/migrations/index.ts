import type { Migration } from '@aethex/core';

export const orgsMigrations: Migration[] = [];
