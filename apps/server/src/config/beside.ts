import { BootError, env } from '@aethex/core';

/** A variable that another one is nothing without. */
export function beside(variable: string, needed: string, what: string): string {
  const value = env(needed);
  if (value === undefined)
    throw new BootError(`${variable} is set, and ${needed} is not.`, `Set ${needed} to ${what}.`);
  return value;
}
