import { env, type Adapter } from '@aethex/core';
import { beside } from './beside.js';

type Choice = readonly [variable: string, bring: (value: string) => Promise<readonly Adapter[]>];

/** Providers that players may sign in with, by the client ids that the environment names. */
export const identityChoices: readonly Choice[] = [
  [
    'GOOGLE_CLIENT_ID',
    async (clientId) => {
      const { google } = await import('@aethex/oauth');
      return [google({ clientId, clientSecret: secretOf('GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET') })];
    },
  ],
  [
    'DISCORD_CLIENT_ID',
    async (clientId) => {
      const { discord } = await import('@aethex/oauth');
      return [discord({ clientId, clientSecret: secretOf('DISCORD_CLIENT_ID', 'DISCORD_CLIENT_SECRET') })];
    },
  ],
  [
    'GITHUB_CLIENT_ID',
    async (clientId) => {
      const { github } = await import('@aethex/oauth');
      return [github({ clientId, clientSecret: secretOf('GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET') })];
    },
  ],
  [
    'OIDC_ISSUER',
    async (issuer) => {
      const { oidc } = await import('@aethex/oauth');
      const name = env('OIDC_NAME', 'oidc');
      const clientSecret = env('OIDC_CLIENT_SECRET');
      return [
        oidc({
          name,
          title: env('OIDC_TITLE', name),
          issuer,
          clientId: beside('OIDC_ISSUER', 'OIDC_CLIENT_ID', 'the client id at the provider'),
          ...(clientSecret !== undefined && { clientSecret }),
        }),
      ];
    },
  ],
  [
    'STEAM_APP_ID',
    async (appId) => {
      const { steam } = await import('@aethex/oauth');
      const webApiKey = beside('STEAM_APP_ID', 'STEAM_WEB_API_KEY', 'a Web API key of the publisher');
      return [steam({ appId, webApiKey })];
    },
  ],
  [
    'APPLE_CLIENT_ID',
    async (clientId) => {
      const { apple } = await import('@aethex/oauth');
      const part = (name: string, what: string): string => beside('APPLE_CLIENT_ID', name, what);
      return [
        apple({
          clientId,
          teamId: part('APPLE_TEAM_ID', 'the id of the team'),
          keyId: part('APPLE_KEY_ID', 'the id of the key'),
          // Variables of many hosts hold one line only.
          privateKey: part('APPLE_PRIVATE_KEY', 'the text of the .p8 file').replaceAll('\\n', '\n'),
        }),
      ];
    },
  ],
];

const secretOf = (variable: string, needed: string): string =>
  beside(variable, needed, 'the client secret of the same application');
