import type { Cache } from '@aethex/core';
import type { Stage } from '../../harness/stage.js';
import type { Promised } from '../suite.js';

export type CachePromise = Promised<Stage<Cache>>;
