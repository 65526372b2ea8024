import type { Bus } from '@aethex/core';
import type { Stage } from '../../harness/stage.js';
import type { Promised } from '../suite.js';

export type BusPromise = Promised<Stage<Bus>>;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const bytesOf = (text: string): Uint8Array => encoder.encode(text);
export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);

/** Listens to a topic and notes what it hears. */
export async function hear(bus: Bus, topic: string) {
  const heard: string[] = [];
  const undo = await bus.subscribe(topic, (bytes) => void heard.push(textOf(bytes)));
  return { heard, undo };
}

/** Publishes one after the other. */
export async function say(bus: Bus, topic: string, ...words: readonly string[]): Promise<void> {
  for (const word of words) await bus.publish(topic, bytesOf(word));
}
