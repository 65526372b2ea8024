import { refusal } from '../client-errors.js';
import { Listeners, type Undo } from '../listeners.js';
import type { Settings } from '../options.js';
import { success, type Result } from '../result.js';
import { isFresh } from '../rules/freshness.js';
import { readJson } from '../rules/read-json.js';
import type { Locks } from '../storage/locks.js';
import {
  whatHappened,
  type Pair,
  type Player,
  type Session,
  type SessionChange,
  type Stored,
} from './session.js';

/** Exchanges a refresh token for a new pair. */
export type Exchange = (refreshToken: string) => Promise<Result<Pair>>;

/** Refusals that end a session for good. */
const ending = new Set([
  'auth.refresh_invalid',
  'auth.refresh_reused',
  'auth.suspended',
  'auth.session_revoked',
]);

/** Keeps the session of this device: survives reloads, is shared by tabs, and has one refresh at a time. */
export class SessionKeeper {
  /** Resolves when the storage has been read. */
  readonly restored: Promise<void>;
  private current: Session | null = null;
  /** What lies in the storage, and what is on its way there. */
  private text: string | null = null;
  private writing: string | null | undefined;
  private isLeaving = false;
  private renewing: Promise<Result<string>> | null = null;
  private readonly changed = new Listeners<[player: Player | null, why: SessionChange]>();
  private readonly key: string;
  private readonly unwatch: Undo | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly locks: Locks,
    private readonly exchange: Exchange,
  ) {
    this.key = `${settings.namespace}:session`;
    const { storage } = settings;
    const text = storage.get(this.key);
    // A storage that answers at once makes the player known at once.
    if (text === null || typeof text === 'string') this.take(text);
    this.restored = Promise.resolve(text).then(
      (late) => this.take(late),
      // A storage that cannot be read is an empty one.
      () => undefined,
    );
    this.unwatch = storage.watch?.((key) => {
      if (key === this.key) void this.look();
    });
  }

  get player(): Player | null {
    return this.current?.user ?? null;
  }

  get refreshToken(): string | null {
    return this.current?.refresh_token ?? null;
  }

  onChange(listener: (player: Player | null, why: SessionChange) => void): Undo {
    return this.changed.add(listener);
  }

  close(): void {
    this.unwatch?.();
  }

  /** A token for the next call, refreshed when its end is near; `null` when nobody is signed in. */
  async token(): Promise<Result<string | null>> {
    await this.restored;
    if (this.current && !isFresh(this.current, this.settings.now())) await this.look();
    const session = this.current;
    if (!session) return success(null);
    if (isFresh(session, this.settings.now())) return success(session.token);
    const renewed = await this.renew(session.token);
    if (renewed.success || !this.current) return renewed;
    // The refresh may wait: the old token still has a moment to live.
    return this.current.expires_at > this.settings.now() ? success(this.current.token) : renewed;
  }

  /** A token other than the stale one. Everybody who asks at once shares one request, in this tab and in others. */
  renew(stale: string): Promise<Result<string>> {
    this.renewing ??= this.locks
      .run(`${this.settings.namespace}:refresh`, () => this.refreshed(stale), 'settle')
      .finally(() => (this.renewing = null));
    return this.renewing;
  }

  /** Begins a session. `asked` is when it was asked for, by this device's clock. */
  async begin(signedIn: Pair & { readonly user: Player }, asked: number): Promise<void> {
    const { token, refresh_token, expires_in, user } = signedIn;
    await this.keep(
      { token, refresh_token, expires_in, expires_at: asked + expires_in * 1000, user },
      'signed_in',
    );
  }

  /** Takes note of what the server says of the player. */
  async update(user: Player): Promise<void> {
    await this.restored;
    if (this.current?.user.user_id !== user.user_id) return;
    if (JSON.stringify(this.current.user) !== JSON.stringify(user))
      await this.keep({ ...this.current, user }, 'updated');
  }

  /** Ends the session here; with a token only while it is still that one's. */
  async end(why: 'signed_out' | 'revoked', token?: string): Promise<void> {
    await this.look();
    if (!this.current || (token !== undefined && this.current.token !== token)) return;
    const told = this.isLeaving ? 'signed_out' : why;
    await this.keep(told === 'revoked' ? { ended: told } : null, told);
  }

  /** Ends the session with something that ends it on the server too: then nobody was thrown out. */
  async leave<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    this.isLeaving = true;
    try {
      const result = await work();
      if (result.success) await this.end('signed_out');
      return result;
    } finally {
      this.isLeaving = false;
    }
  }

  private async refreshed(stale: string): Promise<Result<string>> {
    await this.look();
    const session = this.current;
    if (!session) return refusal('client.not_signed_in');
    // Another tab was faster.
    if (session.token !== stale) return success(session.token);
    const asked = this.settings.now();
    const pair = await this.exchange(session.refresh_token);
    await this.look();
    const now = this.current;
    if (!now) return refusal('client.not_signed_in');
    // Somebody signed in meanwhile, or a tab that shares no lock with this one was faster.
    if (now.refresh_token !== session.refresh_token) return success(now.token);
    if (pair.success) {
      const { token, refresh_token, expires_in } = pair.data;
      const expires_at = asked + expires_in * 1000;
      await this.keep({ ...now, token, refresh_token, expires_in, expires_at }, 'refreshed');
      return success(token);
    }
    if (ending.has(pair.error.code)) await this.keep({ ended: 'revoked' }, 'revoked');
    return pair;
  }

  private async keep(next: Stored | null, why: SessionChange): Promise<void> {
    this.current = next && 'token' in next ? next : null;
    this.writing = next && JSON.stringify(next);
    await this.write(this.writing);
    this.writing = undefined;
    this.changed.tell(this.player, why);
  }

  private async write(text: string | null): Promise<void> {
    const { storage } = this.settings;
    try {
      if (text === null) await storage.delete(this.key);
      else await storage.set(this.key, text);
      this.text = text;
    } catch {
      // Without room the session lives as long as this page.
      this.text = await storage.get(this.key);
    }
  }

  /** Reads what other tabs have stored. */
  private async look(): Promise<void> {
    this.take(await this.settings.storage.get(this.key));
  }

  private take(text: string | null): void {
    if (text === this.text || text === this.writing) return;
    const before = this.current;
    const stored = readJson<Stored>(text);
    this.text = text;
    this.current = stored && 'token' in stored ? stored : null;
    if (before || this.current) this.changed.tell(this.player, whatHappened(before, this.current, stored));
  }
}
