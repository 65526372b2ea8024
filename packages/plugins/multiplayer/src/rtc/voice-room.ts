import type { VoiceMemberInfo } from '@aethex/protocol';

/** What a player says of themselves. */
export interface VoiceMarks {
  readonly muted: boolean;
  readonly deafened: boolean;
  readonly speaking: boolean;
}

interface Visit {
  readonly publicKey: string | undefined;
  readonly isListener: boolean;
  marks: VoiceMarks;
}

/** What is known of a voice besides who is in it, as plain JSON. */
export interface VoiceSnapshot {
  readonly epoch: number;
  readonly silenced: readonly string[];
  readonly blocks: readonly (readonly [by: string, others: readonly string[]])[];
}

/** Players that one player may block in a room. */
const mostBlocks = 256;
const quiet: VoiceMarks = { muted: false, deafened: false, speaking: false };

/** The voice of one room: who is in it, who is silenced, who blocks whom. It sends nothing itself. */
export class VoiceRoom {
  /** Grows whenever somebody else may hear or be heard: all sender keys are to be made anew then. */
  epoch = 0;
  transport: 'mesh' | 'server' = 'mesh';
  private readonly visits = new Map<string, Visit>();
  private readonly silenced = new Set<string>();
  private readonly blocks = new Map<string, Set<string>>();

  /** The voice of a room that came from another node: empty, and nobody who was silenced or blocked is free. */
  static restore({ epoch, silenced, blocks }: VoiceSnapshot): VoiceRoom {
    const room = new VoiceRoom();
    room.epoch = epoch;
    for (const player of silenced) room.silenced.add(player);
    for (const [by, others] of blocks) room.blocks.set(by, new Set(others));
    return room;
  }

  snapshot(): VoiceSnapshot {
    const blocks = [...this.blocks].map(([by, others]) => [by, [...others]] as const);
    return { epoch: this.epoch, silenced: [...this.silenced], blocks };
  }

  get players(): readonly string[] {
    return [...this.visits.keys()];
  }

  get size(): number {
    return this.visits.size;
  }

  has(playerId: string): boolean {
    return this.visits.has(playerId);
  }

  /** Coming in again ends the earlier visit. Who only listens is as if silenced. */
  enter(playerId: string, { publicKey, isListener }: Pick<Visit, 'publicKey' | 'isListener'>): void {
    this.visits.delete(playerId);
    this.visits.set(playerId, { publicKey, isListener, marks: quiet });
    this.epoch += 1;
  }

  /** Says whether the player was there. The last to leave ends the visit to a media server. */
  leave(playerId: string): boolean {
    if (!this.visits.delete(playerId)) return false;
    this.epoch += 1;
    if (this.size === 0) this.transport = 'mesh';
    return true;
  }

  /** Says whether anything changed. Nobody speaks who is muted, by themselves or by others. */
  mark(playerId: string, marks: Partial<VoiceMarks>): boolean {
    const visit = this.visits.get(playerId);
    if (!visit) return false;
    const { muted, deafened, speaking } = { ...visit.marks, ...marks };
    const next = { muted, deafened, speaking: speaking && !muted && !this.isSilenced(playerId) };
    const same = (Object.keys(next) as (keyof VoiceMarks)[]).every((key) => next[key] === visit.marks[key]);
    visit.marks = next;
    return !same;
  }

  /** Says whether anything changed. It outlasts the player’s visit. */
  silence(playerId: string, silenced: boolean): boolean {
    if (this.silenced.has(playerId) === silenced) return false;
    if (silenced) this.silenced.add(playerId);
    else this.silenced.delete(playerId);
    this.mark(playerId, { speaking: false });
    this.epoch += 1;
    return true;
  }

  isSilenced(playerId: string): boolean {
    return this.silenced.has(playerId) || (this.visits.get(playerId)?.isListener ?? false);
  }

  /** Says whether anything changed; `null` when the player blocks as many as are remembered. */
  block(by: string, other: string): boolean | null {
    const mine = this.blocks.get(by) ?? new Set<string>();
    if (mine.has(other)) return false;
    if (mine.size >= mostBlocks) return null;
    this.blocks.set(by, mine.add(other));
    this.epoch += 1;
    return true;
  }

  unblock(by: string, other: string): boolean {
    if (!this.blocks.get(by)?.delete(other)) return false;
    this.epoch += 1;
    return true;
  }

  /** Whether two players in the voice may exchange sound and the signals for it. */
  exchange(one: string, other: string): boolean {
    return one !== other && this.has(one) && this.has(other) && !this.isBlocked(one, other);
  }

  /** Whether either of them blocks the other. */
  isBlocked(one: string, other: string): boolean {
    return (this.blocks.get(one)?.has(other) ?? false) || (this.blocks.get(other)?.has(one) ?? false);
  }

  blockedFor(playerId: string): readonly string[] {
    return this.players.filter((other) => this.isBlocked(playerId, other));
  }

  member(playerId: string): VoiceMemberInfo | null {
    const visit = this.visits.get(playerId);
    if (!visit) return null;
    const { publicKey, marks } = visit;
    return {
      player_id: playerId,
      ...marks,
      server_muted: this.isSilenced(playerId),
      ...(publicKey !== undefined && { public_key: publicKey }),
    };
  }

  members(): VoiceMemberInfo[] {
    return this.players.flatMap((playerId) => this.member(playerId) ?? []);
  }
}
