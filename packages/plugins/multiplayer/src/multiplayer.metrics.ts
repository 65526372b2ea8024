import { Metrics } from '@aethex/core';
import { Injectable } from '@nestjs/common';

const ticks = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

/** What goes on in rooms. No label names a player or a room. */
@Injectable()
export class MultiplayerMetrics {
  private readonly rooms;
  private readonly members;
  private readonly events;
  private readonly stateFrames;
  private readonly states;
  private readonly tickSeconds;
  private readonly tickLateness;
  private readonly resumes;
  private readonly drops;
  private readonly hookFailures;
  private statesTaken = 0;
  private framesSent = 0;

  constructor(metrics: Metrics) {
    this.rooms = metrics.gauge('aethex_multiplayer_rooms', 'Rooms this node owns.');
    this.members = metrics.gauge('aethex_multiplayer_members', 'Who is in them, by role.', ['role']);
    this.events = metrics.counter(
      'aethex_multiplayer_events_total',
      'Frames of members that rooms relayed, by type.',
      ['type'],
    );
    this.states = metrics.counter('aethex_multiplayer_states_total', 'States of players that rooms took.');
    this.stateFrames = metrics.counter(
      'aethex_multiplayer_state_frames_total',
      'State frames that went to sockets.',
    );
    this.tickSeconds = metrics.fastHistogram(
      'aethex_multiplayer_tick_seconds',
      'Duration of ticks: what one turn of the wheel takes for all rooms that are due.',
      ticks,
    );
    this.tickLateness = metrics.fastHistogram(
      'aethex_multiplayer_tick_late_seconds',
      'How late ticks were.',
      ticks,
    );
    this.resumes = metrics.counter(
      'aethex_multiplayer_resumes_total',
      'Sockets that asked for their seat back: replayed, resync (too much was missed), or expired.',
      ['result'],
    );
    this.drops = metrics.counter(
      'aethex_multiplayer_drops_total',
      'What did not reach its reader: state (a slow reader, who gets a whole frame later), seat (never came back).',
      ['what'],
    );
    this.hookFailures = metrics.counter(
      'aethex_multiplayer_hook_failures_total',
      'Rooms ended by their handler: threw, stalled, slow.',
      ['how'],
    );
  }

  /** Writes down what was counted since the last time. */
  settle(): void {
    this.states.inc(this.statesTaken);
    this.stateFrames.inc(this.framesSent);
    this.statesTaken = this.framesSent = 0;
  }

  roomsAre(rooms: number, players: number, spectators: number): void {
    this.rooms.set(rooms);
    this.members.set({ role: 'player' }, players);
    this.members.set({ role: 'spectator' }, spectators);
  }

  relayed(type: string): void {
    this.events.inc({ type });
  }

  /** Counts a state; cheap, because it happens thousands of times a second. */
  stateIn(): void {
    this.statesTaken += 1;
  }

  statesOut(seats: number): void {
    this.framesSent += seats;
  }

  ticked(seconds: number, late: number): void {
    this.tickSeconds.observe(seconds);
    this.tickLateness.observe(late);
  }

  resumed(result: 'replayed' | 'resync' | 'expired'): void {
    this.resumes.inc({ result });
  }

  dropped(what: 'state' | 'seat'): void {
    this.drops.inc({ what });
  }

  hookFailed(how: HookFailure): void {
    this.hookFailures.inc({ how });
  }
}

/** How a room handler can fail. */
export type HookFailure = 'threw' | 'stalled' | 'slow';
