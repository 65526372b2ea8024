export { blobStoreContract, blobStorePromises } from './contracts/blob-store.js';
export { busContract, busPromises } from './contracts/bus.js';
export { cacheContract, cachePromises } from './contracts/cache.js';
export { captchaContract, captchaPromises, type CaptchaTrial } from './contracts/captcha.js';
export { clockContract, clockPromises } from './contracts/clock.js';
export { databaseContract, databasePromises } from './contracts/database.js';
export { iceServersContract, iceServersPromises, type IceServersTrial } from './contracts/ice-servers.js';
export {
  identityProviderContract,
  identityProviderPromises,
  type IdentityProviderTrial,
  type ProviderMisdeed,
} from './contracts/identity-provider.js';
export { idsContract, idsPromises } from './contracts/ids.js';
export { jobsContract, jobsPromises } from './contracts/jobs.js';
export { keyRingContract, keyRingPromises } from './contracts/key-ring.js';
export { mailerContract, mailerPromises, type MailerTrial } from './contracts/mailer.js';
export { relayContract, relayPromises } from './contracts/relay.js';
export { contract, prove, type Promised } from './contracts/suite.js';
export {
  voiceRoomsContract,
  voiceRoomsPromises,
  type VoiceGuest,
  type VoiceRoomsTrial,
  type VoiceServer,
} from './contracts/voice-rooms.js';
export { ownDatabase, type OwnDatabase } from './engines/postgres.js';
export { isRequired, urlOf, withServers, type NeededServer } from './engines/servers.js';
export { FakeClock, fakeClock } from './fakes/fake-clock.js';
export { MemoryLog, memoryLog, type LogLine } from './fakes/memory-log.js';
export { MemoryMail, memoryMail } from './fakes/memory-mail.js';
export { MemoryVoice, memoryVoice } from './fakes/memory-voice.js';
export { SeqIds, seqIds } from './fakes/seq-ids.js';
export { Stage, type Given, type Open, type StageOptions } from './harness/stage.js';
export { standOn, type Foundation, type Ground } from './server/foundation.js';
export { pretendedCluster } from './server/pretended-cluster.js';
export { Refused } from './server/refused.js';
export { startAethex, TestServer, wires, type TestCaller, type TestOptions } from './server/start-aethex.js';
export { testAccounts, testPlayerId, testToken, type TestIdentity } from './server/test-accounts.js';
export { TestSocket } from './server/test-socket.js';
export { houseRules, type HouseRulesOptions } from './house-rules/house-rules.js';
export {
  openIdServer,
  StandIn,
  standInApple,
  StandInApple,
  standInClient,
  standInDiscord,
  StandInDiscord,
  standInGitHub,
  StandInGitHub,
  standInGoogle,
  StandInGoogle,
  standInSteam,
  StandInSteam,
  type OpenIdServer,
  type StandInPerson,
  type Wrong,
} from './stand-ins/index.js';
