import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { adapter, type Adapter } from '@aethex/core';
import { memoryBlobs, memoryBus, memoryCache, memoryRelay } from '@aethex/local';
import { brokenBytes } from '../src/broken/blob-bytes.js';
import { brokenKeys } from '../src/broken/blob-keys.js';
import { brokenLists } from '../src/broken/blob-lists.js';
import { brokenPlaces } from '../src/broken/blob-places.js';
import { brokenDelivery } from '../src/broken/bus-delivery.js';
import { brokenListeners } from '../src/broken/bus-listeners.js';
import { brokenCaches } from '../src/broken/cache.js';
import { brokenCaptchas } from '../src/broken/captcha.js';
import { brokenKeyRings } from '../src/broken/key-ring.js';
import { brokenIceServers } from '../src/broken/ice-servers.js';
import { brokenIdentityProviders } from '../src/broken/identity-providers.js';
import { brokenClaims, brokenHolding } from '../src/broken/relay-claims.js';
import { brokenMessages } from '../src/broken/relay-messages.js';
import { brokenClocks, brokenIds, brokenMailers } from '../src/broken/simple.js';
import { brokenVoiceRooms } from '../src/broken/voice-rooms.js';
import { blobStorePromises } from '../src/contracts/blob-store.js';
import { busPromises } from '../src/contracts/bus.js';
import { cachePromises } from '../src/contracts/cache.js';
import { captchaPromises, captchaStage } from '../src/contracts/captcha.js';
import { clockPromises } from '../src/contracts/clock.js';
import { iceServersPromises, iceStage } from '../src/contracts/ice-servers.js';
import { identityProviderPromises, identityProviderStage } from '../src/contracts/identity-provider.js';
import { idsPromises } from '../src/contracts/ids.js';
import { keyRingPromises } from '../src/contracts/key-ring.js';
import { mailerPromises, mailStage } from '../src/contracts/mailer.js';
import { relayPromises } from '../src/contracts/relay.js';
import type { Promised } from '../src/contracts/suite.js';
import { voiceRoomsPromises, voiceStage } from '../src/contracts/voice-rooms.js';
import { SeqIds } from '../src/fakes/seq-ids.js';
import { Stage } from '../src/harness/stage.js';
import { eachBreaksItsOwn, failing, onStage } from './each-breaks-its-own.js';

const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'aethex-broken-'));
  folders.push(made);
  return made;
};
afterAll(() => folders.forEach((made) => rmSync(made, { recursive: true, force: true })));

describe('a broken BlobStore is found out', () => {
  const broken = [...brokenBytes, ...brokenKeys, ...brokenLists, ...brokenPlaces];
  eachBreaksItsOwn(blobStorePromises, onStage(broken));
});
describe('a broken Cache is found out', () => eachBreaksItsOwn(cachePromises, onStage(brokenCaches)));
describe('a broken Bus is found out', () => {
  eachBreaksItsOwn(busPromises, onStage([...brokenDelivery, ...brokenListeners]));
});
describe('a broken Relay is found out', () => {
  eachBreaksItsOwn(relayPromises, onStage([...brokenClaims, ...brokenHolding, ...brokenMessages]));
});
describe('a broken KeyRing is found out', () => {
  eachBreaksItsOwn(keyRingPromises, onStage(brokenKeyRings(folder)));
});
describe('a broken Mailer is found out', () => {
  const broken = brokenMailers.map(({ breaks, trial }) => ({ breaks, raise: () => mailStage(trial()) }));
  eachBreaksItsOwn(mailerPromises, broken);
});
describe('a broken IceServers is found out', () => {
  const broken = brokenIceServers.map(({ breaks, trial }) => ({ breaks, raise: () => iceStage(trial()) }));
  eachBreaksItsOwn(iceServersPromises, broken);
});
describe('a broken Captcha is found out', () => {
  const broken = brokenCaptchas.map(({ breaks, trial }) => ({ breaks, raise: () => captchaStage(trial()) }));
  eachBreaksItsOwn(captchaPromises, broken);
});
describe('a broken IdentityProvider is found out', () => {
  const broken = brokenIdentityProviders.map(({ breaks, trial }) => ({
    breaks,
    raise: () => identityProviderStage(trial()),
  }));
  eachBreaksItsOwn(identityProviderPromises, broken);
});
describe('a broken VoiceRooms is found out', () => {
  const broken = brokenVoiceRooms.map(({ breaks, trial }) => ({ breaks, raise: () => voiceStage(trial()) }));
  eachBreaksItsOwn(voiceRoomsPromises, broken);
});
describe('a broken Clock is found out', () => eachBreaksItsOwn(clockPromises, onStage(brokenClocks)));
describe('a broken Ids is found out', () => eachBreaksItsOwn(idsPromises, onStage(brokenIds)));

describe('an adapter of one process is found out when it says that it reaches farther', () => {
  it('as a BlobStore', () => foundOut(blobStorePromises, memoryBlobs()));
  it('as a Cache', () => foundOut(cachePromises, memoryCache()));
  it('as a Bus', () => foundOut(busPromises, memoryBus()));
  it('as a Relay', () => foundOut(relayPromises, memoryRelay()));
  it('as an Ids', () => foundOut(idsPromises, new SeqIds().adapter, () => new SeqIds()));
});

async function foundOut<T extends object>(
  promises: readonly Promised<Stage<T>>[],
  honest: Adapter<T>,
  create: Adapter<T>['create'] = honest.create,
): Promise<void> {
  const liar = adapter<T>({ ...honest, reach: 'cluster', create });
  expect(await failing(promises, () => Stage.raise(liar, { patience: 300 }))).not.toEqual([]);
}
