import { adapter, VoiceRooms, type Adapter, type VoiceTicket } from '@aethex/core';
import type { VoiceGuest, VoiceServer } from '../contracts/voice-rooms.js';

interface Pass {
  readonly room: string;
  readonly player: string;
  readonly speak: boolean;
}

/** A media server that carries no sound and knows who may speak. */
export class MemoryVoice extends VoiceRooms implements VoiceServer {
  /** Binds this very server. */
  readonly adapter: Adapter<VoiceRooms> = adapter<VoiceRooms>({
    port: VoiceRooms,
    name: 'memory',
    reach: 'process',
    create: () => this,
  });
  private readonly rooms = new Map<string, Map<string, boolean>>();

  async ticket(
    room: string,
    player: string,
    { speak, seconds }: { speak: boolean; seconds: number },
  ): Promise<VoiceTicket> {
    const token = JSON.stringify({ room, player, speak } satisfies Pass);
    return { transport: 'memory', url: 'memory:', token, expiresAt: new Date(Date.now() + seconds * 1000) };
  }

  async mute(room: string, player: string, muted: boolean): Promise<void> {
    const guests = this.rooms.get(room);
    if (guests?.has(player)) guests.set(player, !muted);
  }

  async remove(room: string, player: string): Promise<void> {
    this.rooms.get(room)?.delete(player);
  }

  async close(room: string): Promise<void> {
    this.rooms.delete(room);
  }

  async enter(ticket: VoiceTicket, seconds: number): Promise<string | null> {
    if (Date.now() + seconds * 1000 > ticket.expiresAt.getTime()) return null;
    const { room, player, speak } = JSON.parse(ticket.token) as Pass;
    const guests = this.rooms.get(room) ?? new Map<string, boolean>();
    this.rooms.set(room, guests.set(player, speak));
    return room;
  }

  async guests(room: string): Promise<readonly VoiceGuest[]> {
    return [...(this.rooms.get(room) ?? [])].map(([player, speaks]) => ({ player, speaks }));
  }
}

/** A media server in memory. */
export const memoryVoice = (): MemoryVoice => new MemoryVoice();
