import type { EventRef, EventSpec } from '@aethex/protocol';
import type { Type } from '@nestjs/common';
import type { z } from 'zod';

/** A class that hears an event. */
export interface Listener<Data> {
  on(data: Data): Promise<void> | void;
}

export interface Listening {
  readonly event: string;
  readonly listener: Type<Listener<never>>;
}

type DataOf<E> = E extends EventRef<infer S extends EventSpec> ? z.output<S['data']> : never;

/** Lets a class hear an event, once per event, on the node where it happened, after the commit. */
export function listen<E extends EventRef>(event: E, listener: Type<Listener<DataOf<E>>>): Listening {
  return { event: event.id, listener: listener };
}
