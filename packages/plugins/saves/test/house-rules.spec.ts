import { houseRules } from '@aethex/testing';
import { savesPlugin } from '../src/index.js';

houseRules(savesPlugin(), { readme: new URL('../README.md', import.meta.url) });
