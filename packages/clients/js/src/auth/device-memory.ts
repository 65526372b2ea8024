import type { Settings } from '../options.js';
import { randomKey } from '../rules/bytes.js';
import type { Locks } from '../storage/locks.js';

/** What this device remembers beside the session: which guest it is, and that the server knows it. */
export class DeviceMemory {
  private readonly secretKey: string;
  private readonly tokenKey: string;

  constructor(
    private readonly settings: Settings,
    private readonly locks: Locks,
  ) {
    this.secretKey = `${settings.namespace}:device_secret`;
    this.tokenKey = `${settings.namespace}:device_token`;
  }

  /** What the device says of itself. */
  label(): { device?: { name?: string; game_version?: string } } {
    const { deviceName: name, gameVersion: game_version } = this.settings;
    if (name === undefined && game_version === undefined) return {};
    return {
      device: { ...(name !== undefined && { name }), ...(game_version !== undefined && { game_version }) },
    };
  }

  /** Spares a known device the limits that strangers cause. */
  async token(): Promise<{ device_token?: string }> {
    const token = await this.settings.storage.get(this.tokenKey);
    return token === null ? {} : { device_token: token };
  }

  /** The secret that makes this device the same guest again. It is kept before it is first sent, so no lost answer loses a guest. */
  guestSecret(): Promise<{ device_secret: string }> {
    return this.locks.run(
      this.secretKey,
      async () => {
        const kept = await this.settings.storage.get(this.secretKey);
        const device_secret = kept ?? randomKey();
        if (kept === null) await this.keep(this.secretKey, device_secret);
        return { device_secret };
      },
      'settle',
    );
  }

  async forgetGuest(): Promise<void> {
    await this.settings.storage.delete(this.secretKey);
  }

  remember({ device_token }: { readonly device_token: string }): Promise<void> {
    return this.keep(this.tokenKey, device_token);
  }

  private async keep(key: string, text: string): Promise<void> {
    try {
      await this.settings.storage.set(key, text);
    } catch {
      // Without room the device is a stranger next time.
    }
  }
}
