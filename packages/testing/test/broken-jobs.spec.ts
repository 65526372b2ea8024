import { describe } from '@jest/globals';
import { brokenAdding } from '../src/broken/jobs-adding.js';
import { brokenNodes } from '../src/broken/jobs-nodes.js';
import { brokenWorking } from '../src/broken/jobs-working.js';
import { jobsPromises } from '../src/contracts/jobs.js';
import { eachBreaksItsOwn, onStage } from './each-breaks-its-own.js';

describe('a broken Jobs is found out', () => {
  eachBreaksItsOwn(jobsPromises, onStage([...brokenAdding, ...brokenWorking, ...brokenNodes]));
});
