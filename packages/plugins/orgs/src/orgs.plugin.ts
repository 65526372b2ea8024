import { definePlugin, Mailer } from '@aethex/core';
import { orgsMigrations } from './migrations/index.js';
import { OrgsConfig } from './orgs.config.js';
import { plansParts } from './plans/parts.js';
import { teamsParts } from './teams/parts.js';

const parts = [teamsParts, plansParts];

/** Studios, their games and keys, player teams, plans and quotas. */
export const orgsPlugin = definePlugin({
  id: 'orgs',
  needs: [Mailer],
  config: OrgsConfig,
  entities: parts.flatMap(({ entities }) => entities),
  migrations: orgsMigrations,
  jobs: parts.flatMap(({ jobs }) => jobs),
  controllers: parts.flatMap(({ controllers }) => controllers),
  providers: parts.flatMap(({ providers }) => providers),
});
