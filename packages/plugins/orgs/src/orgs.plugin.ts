import { definePlugin, Jobs, Mailer, serve } from '@aethex/core';
import { games, orgs, plans, teams } from '@aethex/protocol';
import { AuditService } from './audit.service.js';
import { AuditLog } from './audit/audit-log.js';
import { GamesService } from './games.service.js';
import { KnownGames } from './games/known-games.js';
import { ServerKeys } from './games/server-keys.js';
import { ServiceTokens } from './games/service-tokens.js';
import { StudioTokens } from './games/studio-tokens.js';
import { InvitationsService } from './invitations.service.js';
import { KeysService } from './keys.service.js';
import { MembersService } from './members.service.js';
import { orgsMigrations } from './migrations/index.js';
import { OrgsConfig } from './orgs.config.js';
import { OrgsPrivacy } from './orgs.privacy.js';
import { OrgsService } from './orgs.service.js';
import { LocalDesk } from './desk/local-desk.js';
import { FirstAdmin } from './orgs/first-admin.js';
import { studioParts } from './parts.js';
import { orgsPermissions } from './permissions.js';
import { plansParts } from './plans/parts.js';
import { PlanQuotas } from './plans/plan-quotas.js';
import { RolesService } from './roles.service.js';
import { SetupService } from './setup.service.js';
import { teamsParts } from './teams/parts.js';
import { TeamsPeople } from './teams/teams-people.js';

const parts = [studioParts, teamsParts, plansParts];

/** Studios, their games and keys, player teams, plans and quotas. */
export const orgsPlugin = definePlugin({
  id: 'orgs',
  needs: [Jobs, Mailer],
  config: OrgsConfig,
  serves: [
    serve(orgs, OrgsService, MembersService, InvitationsService, RolesService, AuditService, SetupService),
    serve(games, GamesService, KeysService),
    serve(teams, ...teamsParts.services),
    serve(plans, ...plansParts.services),
  ],
  credentials: { ask_: ServerKeys, asv_: ServiceTokens, ast_: StudioTokens },
  games: KnownGames,
  quotas: PlanQuotas,
  audit: AuditLog,
  entities: parts.flatMap(({ entities }) => entities),
  migrations: orgsMigrations,
  jobs: parts.flatMap(({ jobs }) => jobs),
  privacy: OrgsPrivacy,
  merges: TeamsPeople,
  permissions: orgsPermissions,
  controllers: parts.flatMap(({ controllers }) => controllers),
  providers: parts.flatMap(({ providers }) => providers),
  exports: [FirstAdmin, LocalDesk],
});
