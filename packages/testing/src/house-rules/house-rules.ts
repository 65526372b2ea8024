import { readFileSync } from 'node:fs';
import { contractsOf, defaultGame, PluginHost, type Plugin } from '@aethex/core';
import { stringify, type MethodSpec } from '@aethex/protocol';
import { getMetadataArgsStorage } from 'typeorm';
import { assert } from '../contracts/suite.js';
import { engines } from '../engines/engines.js';
import { startAethex, type TestServer } from '../server/start-aethex.js';
import { testPlayerId } from '../server/test-accounts.js';
import { clientOver, directCall } from '../server/wire-clients.js';
import { driftAfterRoundTrip } from './drift.js';
import { mentionsOf, tableOf } from './mentions.js';

export {};
