import { houseRules } from '@aethex/testing';
import { multiplayerPlugin } from '../src/index.js';

houseRules(multiplayerPlugin(), { readme: new URL('../README.md', import.meta.url) });
