import { describe } from '@jest/globals';
import { jobsContract } from '@aethex/testing';
import { tableJobs } from '../src/index.js';
describe('TableJobs', () => jobsContract(() => tableJobs({ pollSeconds: 0.01 })));
