import { houseRules } from '@aethex/testing';
import { authPlugin } from '../src/index.js';

houseRules(authPlugin(), { readme: new URL('../README.md', import.meta.url) });
