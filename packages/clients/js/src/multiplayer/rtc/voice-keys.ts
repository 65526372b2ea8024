import type { FrameKeys } from './frame-keys.js';
import type { Identity, Parties } from './sealing.js';
import type { HeardFrame, SignalChannel } from './signal-channel.js';

/** A player with whom sound is exchanged. */
export interface VoicePartner {
  readonly id: string;
  readonly key: string;
  /** Whether the host has silenced them. */
  readonly isSilenced: boolean;
}

interface Parts {
  readonly channel: SignalChannel;
  readonly identity: Identity;
  /** `null` where no sound flows through this client, such as with a media server. */
  readonly cipher: FrameKeys | null;
  /** A key that was made or received, for a media server’s own encryption. */
  readonly known: (playerId: string, epoch: number, key: Uint8Array) => void;
}

/** Milliseconds in which somebody new gets the keys before they are used. */
const headStart = 250;
/** Milliseconds in which frames of the last epoch may still be on their way. */
const grace = 2_000;

/** Makes a sender key for each epoch, seals it for everybody who may hear, and opens theirs. */
export class VoiceKeys {
  private epoch = -1;
  private partners = new Map<string, VoicePartner>();
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(private readonly parts: Parts) {}

  /** A new epoch. Whoever is gone, blocked or silenced is heard no more at once, and hears no more at once. */
  async turn(epoch: number, partners: readonly VoicePartner[], maySpeak: boolean): Promise<void> {
    if (epoch <= this.epoch) return;
    const before = this.partners;
    this.epoch = epoch;
    this.partners = new Map(partners.map((partner) => [partner.id, partner]));
    this.forget(before);
    if (!maySpeak) return this.parts.cipher?.order({ op: 'silence' });
    const key = crypto.getRandomValues(new Uint8Array(32));
    await Promise.all(partners.map((partner) => this.hand(key, epoch, partner)));
    const isAnyGone = [...before.keys()].some((id) => !this.partners.has(id));
    if (isAnyGone) this.use(key, epoch);
    else this.later(headStart, () => this.use(key, epoch));
  }

  /** Takes a key of another player. One that is not for us, or of another epoch, changes nothing. */
  async take({ from, epoch, key: sealed }: HeardFrame<'voice_key'>): Promise<void> {
    const partner = this.partners.get(from);
    if (!partner || partner.isSilenced || epoch !== this.epoch) return;
    const key = await this.parts.identity.open(sealed, epoch, this.parties(partner, 'from'));
    if (!key || epoch !== this.epoch) return;
    this.parts.cipher?.order({ op: 'receive', player: from, epoch, key });
    this.parts.known(from, epoch, key);
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.parts.cipher?.close();
  }

  private forget(before: ReadonlyMap<string, VoicePartner>): void {
    const { epoch } = this;
    const drop = (player: string): void => this.parts.cipher?.order({ op: 'forget', player, before: epoch });
    const gone = [...before.keys()].filter((id) => this.partners.get(id)?.isSilenced ?? true);
    for (const player of gone) drop(player);
    this.later(grace, () => {
      for (const player of before.keys()) drop(player);
    });
  }

  private async hand(key: Uint8Array<ArrayBuffer>, epoch: number, partner: VoicePartner): Promise<void> {
    const sealed = await this.parts.identity.seal(key, epoch, this.parties(partner, 'to'));
    if (epoch === this.epoch)
      this.parts.channel.tell({ type: 'voice_key', to: partner.id, epoch, key: sealed });
  }

  private use(key: Uint8Array, epoch: number): void {
    if (epoch !== this.epoch) return;
    this.parts.cipher?.order({ op: 'send', epoch, key });
    this.parts.known(this.parts.channel.selfId, epoch, key);
  }

  private parties({ id, key }: VoicePartner, theyAre: 'from' | 'to'): Parties {
    const { channel, identity } = this.parts;
    const mine = { id: channel.selfId, key: identity.publicKey };
    const [from, to] = theyAre === 'from' ? [{ id, key }, mine] : [mine, { id, key }];
    return { room: channel.roomId, from: from.id, to: to.id, fromKey: from.key, toKey: to.key };
  }

  private later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, ms);
    this.timers.add(timer);
  }
}
