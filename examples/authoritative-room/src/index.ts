import { definePlugin } from '@aethex/core';
import { coinRush } from './coin-rush.js';

/** A game as a plugin: it brings a kind of room and nothing else. */
export const coinRushPlugin = definePlugin({ id: 'coinrush', extends: [coinRush] });
