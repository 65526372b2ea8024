import { fromBase64, toBase64, utf8 } from '../../rules/bytes.js';

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;
const nonceBytes = 12;

/** Who seals a key for whom, with their public keys. */
export interface Parties {
  readonly room: string;
  readonly from: string;
  readonly to: string;
  readonly fromKey: string;
  readonly toKey: string;
}

/** An ECDH pair of this device. The private half cannot be read, not even by this program. */
export class Identity {
  private constructor(
    private readonly privateKey: CryptoKey,
    /** P-256, raw, base64url. */
    readonly publicKey: string,
  ) {}

  static async make(): Promise<Identity> {
    const pair = await crypto.subtle.generateKey(curve, false, ['deriveBits']);
    const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
    return new Identity(pair.privateKey, toUrlBase64(raw));
  }

  /** Seals a sender key so that only the receiver can open it, for one epoch, room and pair. */
  async seal(key: Uint8Array<ArrayBuffer>, epoch: number, parties: Parties): Promise<string> {
    const iv = crypto.getRandomValues(new Uint8Array(nonceBytes));
    const secret = await this.secretWith(parties.toKey, parties);
    const sealed = await crypto.subtle.encrypt(about(iv, epoch), secret, key);
    const whole = new Uint8Array(nonceBytes + sealed.byteLength);
    whole.set(iv);
    whole.set(new Uint8Array(sealed), nonceBytes);
    return toUrlBase64(whole);
  }

  /** `null` when it was not sealed for us, by them, for this epoch. */
  async open(sealed: string, epoch: number, parties: Parties): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      const bytes = fromUrlBase64(sealed);
      const secret = await this.secretWith(parties.fromKey, parties);
      const iv = bytes.slice(0, nonceBytes);
      return new Uint8Array(await crypto.subtle.decrypt(about(iv, epoch), secret, bytes.slice(nonceBytes)));
    } catch {
      return null;
    }
  }

  /** HKDF (RFC 5869) over the secret of the pair, bound to who, where and in which direction. */
  private async secretWith(
    otherKey: string,
    { room, from, to, fromKey, toKey }: Parties,
  ): Promise<CryptoKey> {
    const other = await crypto.subtle.importKey('raw', fromUrlBase64(otherKey), curve, false, []);
    const bits = await crypto.subtle.deriveBits({ name: 'ECDH', public: other }, this.privateKey, 256);
    const base = await crypto.subtle.importKey('raw', bits, 'HKDF', false, ['deriveKey']);
    const info = utf8(JSON.stringify(['aethex voice 1', room, from, to, fromKey, toKey]));
    return crypto.subtle.deriveKey(
      { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info },
      base,
      { name: 'AES-GCM', length: 256 },
      false,
      ['encrypt', 'decrypt'],
    );
  }
}

/**
 * Twelve groups of five digits that both players see alike, if nobody exchanged a key on the way: 60 digits of SHA-512
 * over both keys, each group the remainder of five bytes by 100,000.
 */
export async function safetyNumber(
  one: { readonly id: string; readonly key: string },
  other: { readonly id: string; readonly key: string },
): Promise<string> {
  const [first, second] = one.key < other.key ? [one, other] : [other, one];
  const text = JSON.stringify(['aethex safety number 1', first.id, first.key, second.id, second.key]);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-512', utf8(text)));
  const group = (_: unknown, index: number): string =>
    String(digest.slice(index * 5, index * 5 + 5).reduce((sum, byte) => sum * 256 + byte, 0) % 100_000);
  return Array.from({ length: 12 }, group)
    .map((digits) => digits.padStart(5, '0'))
    .join(' ');
}

const about = (iv: Uint8Array<ArrayBuffer>, epoch: number) => ({
  name: 'AES-GCM',
  iv,
  additionalData: utf8(String(epoch)),
});

const toUrlBase64 = (bytes: Uint8Array): string =>
  toBase64(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');

const fromUrlBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  fromBase64(text.replace(/-/g, '+').replace(/_/g, '/'));
