import { houseRules } from '@aethex/testing';
import { orgsPlugin } from '../src/index.js';

houseRules(orgsPlugin({ creation: 'anyone' }), { readme: new URL('../README.md', import.meta.url) });
