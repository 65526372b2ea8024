import { BackfillRow } from './backfill.entity.js';
import { QueueMatch } from './match.entity.js';
import { RatingRow } from './rating.entity.js';
import { QueueTicket } from './ticket.entity.js';
import { TicketPlayerRow } from './ticket-player.entity.js';

export const matchmakingEntities = [QueueTicket, TicketPlayerRow, QueueMatch, BackfillRow, RatingRow];
