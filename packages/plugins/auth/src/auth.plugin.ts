import { definePlugin, job, Mailer, serve } from '@aethex/core';
import { auth, oauth, players } from '@aethex/protocol';
import { AccountsService } from './accounts.service.js';
import { AccountStore } from './accounts/account-store.js';
import { AuthLimits } from './accounts/auth-limits.js';
import { GameKeys } from './accounts/game-keys.js';
import { ProfileBook } from './accounts/profile-book.js';
import { Suspension } from './accounts/suspension.js';
import { AuthConfig } from './auth.config.js';
import { AuthKeys } from './auth.keys.js';
import { AuthMetrics } from './auth.metrics.js';
import { AuthPrivacy } from './auth.privacy.js';
import { AccountIdentity } from './entities/account-identity.entity.js';
import { Account } from './entities/account.entity.js';
import { EndedSession } from './entities/ended-session.entity.js';
import { KnownDevice } from './entities/known-device.entity.js';
import { Session } from './entities/session.entity.js';
import { SpentToken } from './entities/spent-token.entity.js';
import { GuestsService } from './guests.service.js';
import { Prune } from './jobs/prune.js';
import { RotateKeys } from './jobs/rotate-keys.js';
import { WarnOfTheft } from './jobs/warn-of-theft.js';
import { mailsParts } from './mails/parts.js';
import { mfaParts } from './mfa/parts.js';
import { RecentProof } from './mfa/recent-proof.js';
import { SecondFactor } from './mfa/second-factor.js';
import { oauthParts } from './oauth/parts.js';
import { Bans } from './players/bans.js';
import { MonthlyPlayers, playersMeters } from './players/monthly-players.js';
import { playersParts, playersPermissions } from './players/parts.js';
import { authMigrations } from './migrations/index.js';
import { CommonPasswords } from './passwords/common-passwords.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { PasswordPolicy } from './passwords/password-policy.js';
import { ProfilesService } from './profiles.service.js';
import { SessionsService } from './sessions.service.js';
import { DeviceBook } from './sessions/device-book.js';
import { EndedSessions } from './sessions/ended-sessions.js';
import { Endings } from './sessions/endings.js';
import { Rotation, theftJob } from './sessions/rotation.js';
import { SignIn } from './sessions/sign-in.js';
import { AccessTokens } from './tokens/access-tokens.js';
import { JwksController } from './tokens/jwks.controller.js';
import { TokenAuthenticator } from './tokens/token-authenticator.js';
import { TokenKeys } from './tokens/token-keys.js';

const parts = [oauthParts, mailsParts, mfaParts, playersParts];

/** Accounts, guests, sessions and profiles. */
export const authPlugin = definePlugin({
  id: 'auth',
  needs: [Mailer],
  config: AuthConfig,
  serves: [
    serve(
      auth,
      AccountsService,
      GuestsService,
      SessionsService,
      ProfilesService,
      ...mailsParts.services,
      ...mfaParts.services,
    ),
    serve(players, ...playersParts.services),
    serve(oauth, ...oauthParts.services),
  ],
  authenticator: TokenAuthenticator,
  entities: [
    Account,
    AccountIdentity,
    Session,
    SpentToken,
    KnownDevice,
    EndedSession,
    ...parts.flatMap(({ entities }) => entities),
  ],
  migrations: authMigrations,
  jobs: [
    job('auth.prune', Prune, { every: '20 4 * * *' }),
    job('auth.rotateKeys', RotateKeys, { every: '40 4 * * *' }),
    job(theftJob, WarnOfTheft),
    ...parts.flatMap(({ jobs }) => jobs),
  ],
  privacy: AuthPrivacy,
  wears: AuthKeys,
  permissions: playersPermissions,
  meters: playersMeters,
  controllers: [JwksController, ...parts.flatMap(({ controllers }) => controllers)],
  providers: [
    AccessTokens,
    AccountStore,
    AuthLimits,
    AuthMetrics,
    CommonPasswords,
    DeviceBook,
    EndedSessions,
    Endings,
    GameKeys,
    PasswordHasher,
    PasswordPolicy,
    ProfileBook,
    Rotation,
    SignIn,
    Suspension,
    TokenKeys,
    SecondFactor,
    RecentProof,
    Bans,
    MonthlyPlayers,
    ...parts.flatMap(({ providers }) => providers),
  ],
  exports: [Bans, SecondFactor, Suspension],
});
