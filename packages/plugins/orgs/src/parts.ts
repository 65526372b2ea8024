import { job } from '@aethex/core';
import { AuditEntry } from './audit/audit-entry.entity.js';
import { AuditLog } from './audit/audit-log.js';
import { LocalDesk } from './desk/local-desk.js';
import { BrowserWarnings } from './games/browser-warnings.js';
import { GameAccess } from './games/game-access.js';
import { GameBook } from './games/game-book.js';
import { GameKey } from './games/game-key.entity.js';
import { Game } from './games/game.entity.js';
import { KeyBook } from './games/key-book.js';
import { KeyUses } from './games/key-uses.js';
import { ServiceToken } from './games/service-token.entity.js';
import { StudioToken } from './games/studio-token.entity.js';
import { Prune } from './jobs/prune.js';
import { SendInvitation } from './jobs/send-invitation.js';
import { NewsEntry } from './news/news.entity.js';
import { News } from './news/news.js';
import { Admin } from './orgs/admin.entity.js';
import { Admins } from './orgs/admins.js';
import { FirstAdmin } from './orgs/first-admin.js';
import { InvitationBook, invitationJob } from './orgs/invitation-book.js';
import { Invitation } from './orgs/invitation.entity.js';
import { Member } from './orgs/member.entity.js';
import { OrgRole } from './orgs/org-role.entity.js';
import { OrgStore } from './orgs/org-store.js';
import { Org } from './orgs/org.entity.js';
import { People } from './orgs/people.js';
import { RoleBook } from './orgs/role-book.js';
import { SetupLink } from './orgs/setup-link.entity.js';
import { Standings } from './orgs/standings.js';
import { PageLinks } from './pages/page-links.js';
import { OrgsPagesController } from './pages/pages.controller.js';
import { UnknownGuard } from './tokens/unknown-guard.js';

/** What the plugin's table of contents takes from organizations and games. */
export const studioParts = {
  entities: [
    Org,
    Member,
    OrgRole,
    Invitation,
    Admin,
    SetupLink,
    Game,
    GameKey,
    ServiceToken,
    StudioToken,
    NewsEntry,
    AuditEntry,
  ],
  jobs: [job('orgs.prune', Prune, { every: '50 4 * * *' }), job(invitationJob, SendInvitation)],
  controllers: [OrgsPagesController],
  providers: [
    Admins,
    AuditLog,
    BrowserWarnings,
    FirstAdmin,
    GameAccess,
    GameBook,
    InvitationBook,
    KeyBook,
    LocalDesk,
    KeyUses,
    News,
    OrgStore,
    PageLinks,
    People,
    RoleBook,
    Standings,
    UnknownGuard,
  ],
} as const;
