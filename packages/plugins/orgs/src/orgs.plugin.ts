import { definePlugin } from '@aethex/core';

/** Studios, their games and keys, player teams, plans and quotas. */
export const orgsPlugin = definePlugin({ id: 'orgs' });
