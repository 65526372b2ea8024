import { Inject } from '@nestjs/common';
import type { AnyContract } from '@aethex/protocol';

export const apiToken = (contractId: string): string => `aethex:api:${contractId}`;

let used = false;

/** Whether any class of the process calls contracts from inside, so that calls have to carry their caller along. */
export const callersTravel = (): boolean => used;

/**
 * Injects another plugin's contract as a client: `constructor(@Api(friends) private readonly friends: ClientOf<typeof friends>)`.
 * It calls as whoever called the method that uses it, with the same checks a stranger meets.
 */
export function Api(contract: AnyContract): ParameterDecorator & PropertyDecorator {
  used = true;
  return Inject(apiToken(contract.id));
}
