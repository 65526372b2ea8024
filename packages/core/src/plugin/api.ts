import { Inject } from '@nestjs/common';
import type { AnyContract } from '@aethex/protocol';

export const apiToken = (contractId: string): string => `aethex:api:${contractId}`;

/**
 * Injects another plugin's contract as a client: `constructor(@Api(friends) private readonly friends: ClientOf<typeof friends>)`.
 * It calls as whoever called the method that uses it, with the same checks a stranger meets.
 */
export const Api = (contract: AnyContract): ParameterDecorator & PropertyDecorator =>
  Inject(apiToken(contract.id));
