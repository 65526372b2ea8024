import type { Adapter, IdentityProvider } from '@aethex/core';
import {
  identityProviderContract,
  openIdServer,
  standInApple,
  standInClient,
  standInDiscord,
  standInGitHub,
  standInGoogle,
  standInSteam,
  type IdentityProviderTrial,
  type ProviderMisdeed,
  type StandIn,
} from '@aethex/testing';
import { describe } from '@jest/globals';
import { exportPKCS8, generateKeyPair } from 'jose';
import { apple, discord, github, google, oauth2, oidc, steam } from '../src/index.js';

const redirectUri = 'http://127.0.0.1:4000/callback';
const ofTokenEndpoint: readonly ProviderMisdeed[] = [
  'error_with_200',
  'no_access_token',
  'garbage',
  'status_500',
  'stall',
];
const ofIdTokens: readonly ProviderMisdeed[] = [
  'wrong_audience',
  'wrong_issuer',
  'wrong_nonce',
  'no_nonce',
  'expired',
  'unsigned',
  'foreign_key',
  'shared_secret',
];

/** A browser before a stand-in. */
const browserAt = (standIn: StandIn) => async (url: string, consents: boolean) => {
  standIn.consents = consents;
  return Object.fromEntries((await standIn.visit(url)).searchParams);
};

const trialOf = (
  standIn: StandIn,
  adapter: Adapter<IdentityProvider>,
  misdeeds: readonly ProviderMisdeed[],
): IdentityProviderTrial => ({
  adapter,
  redirectUri,
  visit: browserAt(standIn),
  misbehave: (how) => {
    standIn.wrong = how;
  },
  misdeeds,
  unverify: () => {
    standIn.person = { ...standIn.person, verified: false };
  },
  close: () => standIn.stop(),
});

describe('google keeps the promises of IdentityProvider', () =>
  identityProviderContract(async () => {
    const standIn = await standInGoogle();
    const adapter = google({ ...standInClient, endpoints: standIn.endpoints });
    const token = (nonce: string) => standIn.idToken(nonce);
    return { ...trialOf(standIn, adapter, [...ofTokenEndpoint, ...ofIdTokens]), token };
  }));

describe('apple keeps the promises of IdentityProvider', () =>
  identityProviderContract(async () => {
    const standIn = await standInApple();
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const adapter = apple({
      clientId: standInClient.clientId,
      teamId: 'TEAM',
      keyId: 'KEY',
      privateKey: await exportPKCS8(privateKey),
      issuer: standIn.url,
    });
    const token = (nonce: string) => standIn.idToken(nonce);
    // A server that says nothing at all says nothing of itself either: the discovery has to come first.
    const misdeeds = [...ofTokenEndpoint, ...ofIdTokens].filter((each) => each !== 'garbage');
    return { ...trialOf(standIn, adapter, misdeeds), token };
  }));

describe('discord keeps the promises of IdentityProvider', () =>
  identityProviderContract(async () => {
    const standIn = await standInDiscord();
    return trialOf(standIn, discord({ ...standInClient, endpoints: standIn.endpoints }), ofTokenEndpoint);
  }));

describe('github keeps the promises of IdentityProvider', () =>
  identityProviderContract(async () => {
    const standIn = await standInGitHub();
    return trialOf(standIn, github({ ...standInClient, endpoints: standIn.endpoints }), ofTokenEndpoint);
  }));

describe('oauth2 keeps the promises of IdentityProvider', () =>
  identityProviderContract(async () => {
    const standIn = await standInDiscord();
    const { authorization, token, user } = standIn.endpoints;
    const adapter = oauth2({
      ...standInClient,
      name: 'studio',
      title: 'Studio',
      authorizationUrl: authorization,
      tokenUrl: token,
      userUrl: user,
      identity: ({ id, email, verified }) => ({
        issuer: 'https://studio.example',
        subject: String(id),
        email: String(email),
        emailVerified: verified === true,
        name: null,
        avatarUrl: null,
      }),
    });
    return trialOf(standIn, adapter, ofTokenEndpoint);
  }));

describe('oidc keeps the promises of IdentityProvider', () =>
  identityProviderContract(async () => {
    const server = await openIdServer({ redirectUris: [redirectUri] });
    return {
      adapter: oidc({ name: 'studio', issuer: server.issuer, ...standInClient }),
      redirectUri,
      visit: async (url, consents) => {
        if (!consents) return { error: 'access_denied', state: stateOf(url), iss: server.issuer };
        return Object.fromEntries((await server.visit(url)).searchParams);
      },
      misbehave: () => undefined,
      misdeeds: [],
      unverify: () => {
        server.person = { ...server.person, verified: false };
      },
      close: () => server.stop(),
    };
  }));

const stateOf = (url: string): string => new URL(url).searchParams.get('state') ?? '';

describe('steam keeps the promises of IdentityProvider', () =>
  identityProviderContract(async () => {
    const standIn = await standInSteam();
    const { appId, webApiKey, endpoint } = standIn;
    return {
      adapter: steam({ appId, webApiKey, endpoint }),
      redirectUri,
      token: async () => {
        standIn.tickets.set('14000000abcdef01', { steamId: '76561197960287930' });
        return '14000000abcdef01';
      },
      carriesNonce: false,
      misbehave: (how) => {
        standIn.wrong = how;
      },
      misdeeds: ['garbage', 'status_500', 'stall'],
      close: () => standIn.stop(),
    };
  }));
