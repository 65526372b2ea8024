import type { AnyContract, ApiInfo } from '../src/index.js';
import { auth, saves } from '../src/index.js';

export const contracts: readonly AnyContract[] = [auth, saves];

export const info: ApiInfo = { title: 'AeThex', version: '0.1.0', origin: 'http://127.0.0.1:8080' };
