export { checkBlobKey, isBlobKey, isKeyPart } from './blobs/blob-key.js';
export { checkBlobType } from './blobs/blob-type.js';
export { checkRange, cutRange } from './blobs/byte-range.js';
export { Cluster } from './cluster/cluster.js';
export { Nodes } from './cluster/nodes.js';
export { defineConfig, env, type AethexConfig } from './config/define-config.js';
export { ConfigError } from './config/config-error.js';
export { envName, type ConfigProblem, type ResolvedSection, type ResolvedValue } from './config/resolve.js';
export {
  bytes,
  configSection,
  list,
  seconds,
  secret,
  type AnySection,
  type ConfigSection,
  type SectionInput,
} from './config/section.js';
export {
  ClusterConfig,
  BrandConfig,
  coreSections,
  DatabaseConfig,
  HttpConfig,
  LimitsConfig,
  LogConfig,
  OpsConfig,
  SocketConfig,
} from './config/sections.js';
export { Db } from './db/db.js';
export { HouseNaming, ruleName, snakeCase } from './db/naming.js';
export { currentScope } from './db/scope.js';
export type { Key } from './db/table-book.js';
export { Unit } from './db/unit.js';
export { Bool, Bytes, Id, Int, Json, Owner, Real, Ref, Text, Time, type WordOptions } from './db/words.js';
export { addressKey, coarseNetwork, isLoopback } from './dispatch/address.js';
export { Authenticator, Credentials, type Ended, type Showing } from './dispatch/authenticator.js';
export {
  callerOf,
  defaultGame,
  playerOf,
  type Caller,
  type Identity,
  type Origin,
  type Wire,
} from './dispatch/caller.js';
export { Dispatcher, type Call } from './dispatch/dispatcher.js';
export { Limiter } from './dispatch/limiter.js';
export { Events } from './events/events.js';
export { installJsonParser } from './http/fastify-json.js';
export { ApiController } from './http/api-controller.js';
export { HttpFilter } from './http/http-filter.js';
export { isKnownOrigin } from './http/origins.js';
export { headerOf, type HttpRequest, type HttpResponse } from './http/platform.js';
export { PublicUrl } from './http/public-url.js';
export { migration, type Migration } from './migrations/migration.js';
export { mint, mintedName, type MigrationClass } from './migrations/mint.js';
export { migrateUp, migrationStatus, type MigrationStatus } from './migrations/runner.js';
export type { SchemaBuilder } from './migrations/schema-builder.js';
export type { TableBuilder } from './migrations/table-builder.js';
export { BusWaker } from './jobs/bus-waker.js';
export type { JobQueue, WaitingJob } from './jobs/job-queue.js';
export { jobTable, TableJobs, TableJobsOptions } from './jobs/table-jobs.js';
export type { JobWaker, Wakeable } from './jobs/waker.js';
export { MailTemplates, type MailOccasion } from './mails/mail-templates.js';
export {
  houseLanguages,
  mailTemplate,
  type HouseLanguage,
  type MailFacts,
  type MailTemplate,
  type MailWords,
  type WrittenMail,
} from './mails/mail-template.js';
export { checkMail } from './mails/rules/check-mail.js';
export { html, type Html, type HtmlPart } from './pages/html.js';
export { Pages, type Page, type PageTexts } from './pages/pages.js';
export { AethexModule } from './module/aethex.module.js';
export { AdapterHost } from './module/adapter-host.js';
export { Drain } from './module/drain.js';
export { schemaOf } from './module/open-db.js';
export { PluginHost } from './module/plugin-host.js';
export { Cached, Caches, type CachedOptions } from './observe/cached.js';
export { Health } from './observe/health.js';
export { createLogger, Logger } from './observe/logger.js';
export { Metrics } from './observe/metrics.js';
export { Api } from './plugin/api.js';
export { BootError } from './plugin/boot-error.js';
export { isMany } from './plugin/choose-adapters.js';
export { coreIdentity } from './plugin/core-identity.js';
export {
  contractsOf,
  definePlugin,
  type Plugin,
  type PluginFactory,
  type PluginSpec,
} from './plugin/define-plugin.js';
export { Extensions, type Extension } from './plugin/extensions.js';
export { handles, type FramesServed } from './plugin/frames.js';
export { after, before, type Hook } from './plugin/hooks.js';
export type { Merge, MergeHooks } from './plugin/merge.js';
export { job, type PlannedJob, type Worker } from './plugin/job.js';
export type { KeyWearer } from './plugin/key-wearer.js';
export { listen, type Listener } from './plugin/listen.js';
export { examine, makePlan, type Plan, type PlanInputs } from './plugin/plan.js';
export type { PrivacyHooks, Subject } from './plugin/privacy.js';
export { serve, type Serves } from './plugin/serve.js';
export {
  adapter,
  givenTo,
  shareIn,
  type Adapter,
  type AdapterContext,
  type Finding,
  type Port,
  type Reach,
} from './ports/adapter.js';
export { AnalyticsSink, type AnalyticsEvent, type Rejected } from './ports/analytics-sink.js';
export { BlobStore, type BlobInfo, type ByteRange } from './ports/blob-store.js';
export { Bus, type Undo } from './ports/bus.js';
export { Cache } from './ports/cache.js';
export { hearSafely } from './ports/hear-safely.js';
export { Clock } from './ports/clock.js';
export {
  Database,
  type ByKey,
  type DatabaseTrouble,
  type Dialect,
  type Freshness,
  type Schema,
  type Session,
  type SqlRow,
  type SqlValue,
  type Statement,
  type Transaction,
} from './ports/database.js';
export { Ids } from './ports/ids.js';
export { Jobs, type DeadJob, type JobRun, type NewJob } from './ports/jobs.js';
export { KeyRing, type KeyInfo, type SigningKey } from './ports/key-ring.js';
export { Captcha, type CaptchaChallenge } from './ports/captcha.js';
export {
  IdentityProvider,
  IdentityProviders,
  type Beginning,
  type ExternalIdentity,
  type ProviderFacts,
  type ProviderTokens,
  type Return,
} from './ports/identity-provider.js';
export { Mailer, type Mail } from './ports/mailer.js';
export { IceServers, type IceServer } from './ports/ice-servers.js';
export { Relay, type Claim } from './ports/relay.js';
export { VoiceRooms, type VoiceTicket } from './ports/voice-rooms.js';
export type { FrameHandler, Peer, Resume } from './socket/peer.js';
export { Prepared, type Payloads } from './socket/prepared.js';
export { endOfTurn } from './socket/turn.js';
export { AethexWsAdapter } from './socket/ws-adapter.js';
export { trustedRanges } from './socket/client-address.js';
export { AuditTrail, type Act, type ActEnded } from './tenancy/audit-trail.js';
export { Catalogue } from './tenancy/catalogue.js';
export { environments, gameIdOf, gameSlug, partsOfGameId, type Environment } from './tenancy/game-id.js';
export { Games, type Brand, type GameFacts, type ShownGameKey } from './tenancy/games.js';
export { Quotas, type Gauge, type Hold, type MeterSpec, type Use } from './tenancy/quotas.js';
