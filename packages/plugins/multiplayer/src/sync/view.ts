import type { FrameMoment } from '@aethex/protocol/realtime';
import { DeltaAudience, PackedAudience, PlainAudience, TextAudience, type Audience } from './audience.js';
import type { Packing } from './packing.js';
import type { Happened, Sight } from './sight.js';
import type { StateOut, SyncMember } from './sync-types.js';

/** How a client wants to be told. */
export type Form = 'plain' | 'text' | 'packed' | 'delta';

export function formOf({ features, encoding }: SyncMember): Form {
  if (!features.has('batch')) return 'plain';
  if (encoding === 'json') return 'text';
  return features.has('delta') ? 'delta' : 'packed';
}

export interface ViewTick {
  readonly happened: Happened;
  readonly moment: FrameMoment;
  /** Seats that are to be told everything. */
  readonly fresh: ReadonlySet<string>;
  readonly isKeyframe: boolean;
}

/** Some viewers who see the same, in one audience for each form. */
export class View {
  private readonly audiences = new Map<Form, Audience>();

  constructor(
    readonly sight: Sight,
    private readonly out: StateOut,
    private readonly packing: () => Packing,
  ) {}

  get isEmpty(): boolean {
    return this.audiences.size === 0;
  }

  add(member: SyncMember): void {
    const form = formOf(member);
    let audience = this.audiences.get(form);
    if (!audience) this.audiences.set(form, (audience = this.open(form)));
    audience.add(member);
  }

  remove(member: SyncMember): void {
    const form = formOf(member);
    const audience = this.audiences.get(form);
    audience?.remove(member.seat);
    if (audience?.seats.length === 0) this.audiences.delete(form);
  }

  tick({ happened, moment, fresh, isKeyframe }: ViewTick): void {
    const seen = this.sight.look(happened);
    for (const audience of this.audiences.values()) {
      const { seats } = audience;
      const isWhole = isKeyframe && audience.hasKeyframes;
      const staying = isWhole ? [] : fresh.size === 0 ? seats : seats.filter((seat) => !fresh.has(seat));
      if (staying.length > 0) audience.tellChanges(staying, seen, moment);
      else audience.restart(moment);
      if (staying.length === seats.length) continue;
      const whole = isWhole ? seats : seats.filter((seat) => fresh.has(seat));
      audience.tellWhole(whole, this.sight.inView, moment, seen.gone);
    }
  }

  private open(form: Form): Audience {
    if (form === 'plain') return new PlainAudience(this.out);
    if (form === 'text') return new TextAudience(this.out);
    return form === 'packed' ? new PackedAudience(this.out) : new DeltaAudience(this.out, this.packing());
  }
}
