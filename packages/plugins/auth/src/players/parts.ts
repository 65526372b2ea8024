import type { Provider, Type } from '@nestjs/common';
import type { PlannedJob } from '@aethex/core';
import { Ban } from './ban.entity.js';
import { GamePlayer } from './game-player.entity.js';
import { ModerationService } from './moderation.service.js';
import { PlayersService } from './players.service.js';
import { Roster } from './roster.js';

/** What the plugin's table of contents takes from this room. */
export const playersParts = {
  services: [PlayersService, ModerationService],
  entities: [GamePlayer, Ban] as (new () => object)[],
  jobs: [] as PlannedJob[],
  controllers: [] as Type[],
  providers: [Roster] as Provider[],
} as const;

/** What keys and roles may be allowed to do with players. */
export const playersPermissions = {
  'auth.verify_players': 'Learn whom the access token of a player speaks for.',
  'auth.read_players': 'Find the players of the game and read their addresses.',
  'auth.moderate': 'Ban players from the game, let them in again, and sign them out.',
};
