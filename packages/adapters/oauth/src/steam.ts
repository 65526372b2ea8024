import type { Adapter, ExternalIdentity, Finding, IdentityProvider } from '@aethex/core';
import { z } from 'zod';
import { failed } from './errors.js';
import { Endpoint } from './options.js';
import { provide } from './provide.js';

const SteamOptions = z.strictObject({
  appId: z.coerce.string().regex(/^\d{1,10}$/, 'must be the number of the app'),
  /** A Web API key of the publisher. */
  webApiKey: z.string().min(1),
  /** What the game passes to `GetAuthTicketForWebApi`, so that a ticket for another service is none for us. */
  identity: z.string().min(1).max(64).optional(),
  /** Whether players whom VAC or the publisher has banned may sign in. */
  allowBanned: z.boolean().default(true),
  /** Whether somebody who plays by Family Sharing may sign in. */
  allowBorrowed: z.boolean().default(true),
  /** For servers that stand in for Steam. */
  endpoint: Endpoint.default('https://partner.steam-api.com/ISteamUserAuth/AuthenticateUserTicket/v1/'),
});

export type SteamOptions = z.input<typeof SteamOptions>;

const ticketForm = /^[0-9a-f]{8,5120}$/i;

interface SteamAnswer {
  readonly response?: {
    readonly params?: {
      readonly result?: string;
      readonly steamid?: string;
      readonly ownersteamid?: string;
      readonly vacbanned?: boolean;
      readonly publisherbanned?: boolean;
    };
    readonly error?: { readonly errorcode?: number; readonly errordesc?: string };
  };
}

/** Sign-in with a ticket of the Steam client (`GetAuthTicketForWebApi`), as hexadecimal digits. */
export function steam(options: SteamOptions): Adapter<IdentityProvider> {
  const settings = SteamOptions.parse(options);
  return provide({
    name: 'steam',
    title: 'Steam',
    trustsEmail: false,
    ways: {
      // Tickets carry no nonce, so that none of them has the expected one.
      verify: async (ticket, nonce) =>
        nonce === undefined && ticketForm.test(ticket)
          ? personOf(await ask(ticket, settings), settings)
          : null,
    },
    check: async () => [await answers(settings)],
  });
}

type Settings = z.output<typeof SteamOptions>;

/** https://partner.steamgames.com/doc/webapi/ISteamUserAuth#AuthenticateUserTicket */
async function ask(ticket: string, { appId, webApiKey, identity, endpoint }: Settings): Promise<SteamAnswer> {
  const query = new URLSearchParams({ appid: appId, ticket, ...(identity !== undefined && { identity }) });
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${endpoint}?${query.toString()}`, {
      headers: { 'x-webapi-key': webApiKey, accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(5000),
    });
    text = await response.text();
  } catch (error) {
    throw failed('provider_unavailable', error);
  }
  if (response.status >= 500)
    throw failed('provider_unavailable', new Error(`It answered ${response.status}.`));
  // The key is wrong: that is our fault, and no fault of the ticket.
  if (!response.ok) throw failed('provider_error', new Error(`It answered ${response.status}.`));
  try {
    return JSON.parse(text) as SteamAnswer;
  } catch (error) {
    throw failed('provider_error', error);
  }
}

function personOf({ response }: SteamAnswer, settings: Settings): ExternalIdentity | null {
  const { params, error } = response ?? {};
  if (!params && !error) throw failed('provider_error');
  const subject = params?.steamid;
  if (params?.result !== 'OK' || subject === undefined || !/^\d{17}$/.test(subject)) return null;
  if (!settings.allowBanned && (params.vacbanned || params.publisherbanned)) return null;
  if (!settings.allowBorrowed && params.ownersteamid !== subject) return null;
  return {
    issuer: 'https://steamcommunity.com',
    subject,
    email: null,
    emailVerified: false,
    name: null,
    avatarUrl: null,
    tokens: null,
  };
}

async function answers(settings: Settings): Promise<Finding> {
  const what = 'Steam takes the Web API key';
  try {
    await ask('00000000', settings);
    return { what, ok: true };
  } catch (error) {
    const why = (error as { cause?: { message?: string } }).cause?.message ?? '';
    return { what, ok: false, fix: `Use a key of the publisher for this app. ${why}` };
  }
}
