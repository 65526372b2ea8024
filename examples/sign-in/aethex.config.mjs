import { defineConfig } from '@aethex/core';
import { defaultPlugins } from '@aethex/server';
import { signInPlugin } from './dist/sign-in.plugin.js';

/** Providers come from the environment: GOOGLE_CLIENT_ID, DISCORD_CLIENT_ID, OIDC_ISSUER, … */
export const config = defineConfig({ plugins: [...defaultPlugins(), signInPlugin()] });
