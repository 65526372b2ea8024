import { job } from '@aethex/core';
import type { Provider, Type } from '@nestjs/common';
import { PruneTeams } from './prune-teams.js';
import { TeamBook } from './team-book.js';
import { TeamMembersService } from './team-members.service.js';
import { TeamPlayer } from './team-player.entity.js';
import { TeamWaitingService } from './team-waiting.service.js';
import { Team } from './team.entity.js';
import { TeamsService } from './teams.service.js';

/** What the plugin's table of contents takes from this room. */
export const teamsParts = {
  services: [TeamsService, TeamMembersService, TeamWaitingService],
  entities: [Team, TeamPlayer] as (new () => object)[],
  jobs: [job('orgs.pruneTeams', PruneTeams, { every: '25 4 * * *' })],
  controllers: [] as Type[],
  providers: [TeamBook] as Provider[],
} as const;
