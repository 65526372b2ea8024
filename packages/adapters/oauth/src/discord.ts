import type { Adapter, ExternalIdentity, IdentityProvider } from '@aethex/core';
import { Strategy as DiscordStrategy } from 'passport-discord';
import { z } from 'zod';
import { failed } from './errors.js';
import { Client, Endpoint } from './options.js';
import { provide } from './provide.js';
import { reachable } from './reachable.js';
import { saidEmail, saidPicture, saidText } from './said.js';
import { begin, finish } from './strategy/drive.js';
import { fetchJson } from './strategy/fetch-json.js';
import type { MakeStrategy, Strategy } from './strategy/types.js';
import { tokensOf } from './tokens.js';

const DiscordOptions = z.strictObject({
  ...Client,
  /** For servers that stand in for Discord. */
  endpoints: z.strictObject({ authorization: Endpoint, token: Endpoint, user: Endpoint }).optional(),
});

export type DiscordOptions = z.input<typeof DiscordOptions>;

/** Sign-in with Discord. */
export function discord(options: DiscordOptions): Adapter<IdentityProvider> {
  const { clientId, clientSecret, endpoints } = DiscordOptions.parse(options);
  const userUrl = endpoints?.user ?? 'https://discord.com/api/users/@me';
  const make: MakeStrategy = (common, verify) => {
    const strategy = Reflect.construct(DiscordStrategy, [
      {
        ...common,
        clientID: clientId,
        clientSecret,
        scope: ['identify', 'email'],
        ...(endpoints && { authorizationURL: endpoints.authorization, tokenURL: endpoints.token }),
      },
      verify,
    ]) as Strategy;
    // The strategy knows one address of profiles, and cannot be told another.
    strategy.userProfile = (token, done) => fetchJson(strategy, userUrl, token, done);
    return strategy;
  };
  return provide({
    name: 'discord',
    title: 'Discord',
    trustsEmail: true,
    ways: {
      begin: (flow) => begin(make, flow),
      finish: async (back) => {
        const { got } = await finish(make, back);
        const tokens = tokensOf(got.accessToken, got.refreshToken, got.params['expires_in']);
        return { ...personOf(got.profile as Record<string, unknown>), tokens };
      },
    },
    check: () => reachable('Discord', userUrl),
  });
}

/** https://discord.com/developers/docs/resources/user#user-object */
function personOf(user: Record<string, unknown>): ExternalIdentity {
  const { id, avatar } = user;
  if (typeof id !== 'string' || !/^\d{1,20}$/.test(id)) throw failed('provider_error');
  const picture =
    typeof avatar === 'string' ? `https://cdn.discordapp.com/avatars/${id}/${avatar}.png` : null;
  return {
    issuer: 'https://discord.com',
    subject: id,
    email: saidEmail(user['email']),
    // Anybody may write any address into an account; only this word says that its owner did.
    emailVerified: user['verified'] === true,
    name: saidText(user['global_name']) ?? saidText(user['username']),
    avatarUrl: saidPicture(picture),
    tokens: null,
  };
}
