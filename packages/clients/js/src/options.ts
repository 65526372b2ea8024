import type { Encoding } from '@aethex/protocol';
import type { RetryPolicy } from './rules/back-off.js';
import type { Types } from './rules/codec.js';
import { chooseStorage, type ClientStorage, type StorageReach } from './storage/client-storage.js';

/** The part of `fetch` that is used. */
export type FetchLike = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string | Uint8Array<ArrayBuffer>;
    signal: AbortSignal;
    credentials: 'omit';
    cache: 'no-store';
  },
) => Promise<ResponseLike>;

export interface ResponseLike {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The part of a WebSocket that is used. */
export interface WebSocketLike {
  /** Made `arraybuffer`. */
  binaryType: string;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number): void;
  addEventListener(
    type: 'open' | 'message' | 'close' | 'error',
    listener: (event: { readonly type?: string; readonly data?: unknown; readonly code?: number }) => void,
  ): void;
}

export type WebSocketClass = new (url: string) => WebSocketLike;

export interface RealtimeOptions {
  /** How the socket's frames are written. MessagePack is smaller, and its code is loaded only then. Default `json`. */
  readonly encoding?: Encoding;
  /** Hides the player's address in `p2p`: direct connections go through TURN servers only. Default false. */
  readonly relayOnly?: boolean;
}

export interface ClientOptions {
  /** Where the server is, such as `https://api.example.com`. In a browser also relative to the page. */
  readonly url: string;
  /** Where sessions and unsent saves are kept. Default `localStorage` in a browser, else memory. */
  readonly storage?: ClientStorage;
  /** The public key of the game and its environment, `agk_…`. A server with one game needs none. */
  readonly gameKey?: string;
  /** Keeps several players of one device apart. Default `default`. */
  readonly profile?: string;
  /** What this device is called in the list of sessions and in conflicts. */
  readonly deviceName?: string;
  /** A label on sessions and saves. */
  readonly gameVersion?: string;
  /** A label on saves. */
  readonly engineVersion?: string;
  /** Values that are no JSON, and how they become some. */
  readonly types?: Types;
  /** Make calls return data and throw an `AethexClientError` instead of answering a result. */
  readonly throwOnError?: boolean;
  /** Whether unsent saves are sent by themselves as soon as that can be done. Default true. */
  readonly autoSync?: boolean;
  /** How calls are tried again. */
  readonly retry?: Partial<RetryPolicy>;
  /** Milliseconds one try may take; large bodies get more. Default 10,000. */
  readonly timeoutMs?: number;
  /** Path of the API below `url`. Default `api/v1`. */
  readonly prefix?: string;
  /** Default `/v1/multiplayer` below `url`. */
  readonly socketUrl?: string;
  readonly realtime?: RealtimeOptions;
  readonly fetch?: FetchLike;
  /** Default the global one. Node has none before 22: give it the class of the package `ws`. */
  readonly WebSocket?: WebSocketClass;
  /** This device's clock, in milliseconds. Default `Date.now`. */
  readonly now?: () => number;
}

/** Options with every default filled in. */
export interface Settings extends Pick<
  ClientOptions,
  'deviceName' | 'gameVersion' | 'engineVersion' | 'gameKey'
> {
  /** `https://api.example.com/api/v1` */
  readonly api: string;
  readonly socketUrl: string;
  readonly encoding: Encoding;
  readonly relayOnly: boolean;
  readonly storage: ClientStorage;
  /** What all keys in the storage, and the names of locks, begin with. */
  readonly namespace: string;
  readonly reach: StorageReach;
  readonly types: Types;
  readonly autoSync: boolean;
  readonly retry: RetryPolicy;
  readonly timeoutMs: number;
  readonly fetch: FetchLike;
  readonly WebSocket: WebSocketClass | undefined;
  readonly now: () => number;
}

const retry: RetryPolicy = { attempts: 4, baseMs: 200, capMs: 5000, totalMs: 20_000 };

/** Fills in the defaults. Throws a `TypeError` in words when the url is none. */
export function settingsOf(options: ClientOptions): Settings {
  const base = baseOf(options.url);
  const { storage, reach } = chooseStorage(options.storage);
  return {
    api: joined(base, options.prefix ?? 'api/v1'),
    socketUrl: (options.socketUrl ?? joined(base, 'v1/multiplayer')).replace(/^http/, 'ws'),
    encoding: options.realtime?.encoding ?? 'json',
    relayOnly: options.realtime?.relayOnly ?? false,
    storage,
    reach,
    namespace: `aethex:${options.profile ?? 'default'}@${base}`,
    types: options.types ?? {},
    autoSync: options.autoSync ?? true,
    retry: { ...retry, ...options.retry },
    timeoutMs: options.timeoutMs ?? 10_000,
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    WebSocket: options.WebSocket ?? (globalThis as { WebSocket?: WebSocketClass }).WebSocket,
    now: options.now ?? Date.now,
    ...labelsOf(options),
  };
}

function baseOf(url: string): string {
  try {
    const { origin, pathname } = new URL(url, globalThis.location?.href);
    return origin + pathname.replace(/\/+$/, '');
  } catch {
    throw new TypeError(`"${url}" is no address of a server. Give one such as https://api.example.com.`);
  }
}

const joined = (base: string, path: string): string => `${base}/${path.replace(/^\/+|\/+$/g, '')}`;

const labelsOf = ({ deviceName, gameVersion, engineVersion, gameKey }: ClientOptions) => ({
  ...(gameKey !== undefined && { gameKey }),
  ...(deviceName !== undefined && { deviceName }),
  ...(gameVersion !== undefined && { gameVersion }),
  ...(engineVersion !== undefined && { engineVersion }),
});
