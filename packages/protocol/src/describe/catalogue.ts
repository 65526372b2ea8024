import type { AnyContract } from '../contract/define-contract.js';
import { houseErrors, type HouseErrorCode } from '../errors/house-errors.js';
import { declaredErrors, houseFacts, type ErrorFacts } from './error-facts.js';
import { methodFacts } from './method-facts.js';

/** An error code as the reference shows it. */
export interface CatalogueEntry {
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  /** JSON-RPC error code. */
  readonly rpc: number;
  /** Whether the very same request may succeed later. */
  readonly retry: boolean;
  /** Its sentences; more than one when methods say it in different words. */
  readonly messages: readonly string[];
  /** Ids of the methods that declare it; empty for the house's own, which any method may answer. */
  readonly methods: readonly string[];
}

interface Sighting extends ErrorFacts {
  readonly method: string | undefined;
}

/** Every error code there is, in alphabetical order. */
export function errorCatalogue(contracts: readonly AnyContract[]): CatalogueEntry[] {
  const house = (Object.keys(houseErrors) as HouseErrorCode[]).map(houseFacts);
  const seen: Sighting[] = [
    ...house.map((error) => ({ ...error, method: undefined })),
    ...methodFacts(contracts).flatMap((method) =>
      declaredErrors(method).map((error) => ({ ...error, method: method.id })),
    ),
  ];
  const codes = [...new Set(seen.map(({ code }) => code))].toSorted();
  return codes.map((code) =>
    entryOf(
      code,
      seen.filter((one) => one.code === code),
    ),
  );
}

function entryOf(code: string, seen: readonly Sighting[]): CatalogueEntry {
  const [first] = seen as [Sighting];
  const other = seen.find(({ look }) => look.http !== first.look.http || look.rpc !== first.look.rpc);
  if (other) {
    throw new TypeError(
      `"${code}" is ${first.look.http} in "${first.method}" and ${other.look.http} in "${other.method}". A code has one look.`,
    );
  }
  const { http: status, rpc, retry } = first.look;
  return {
    code,
    status,
    rpc,
    retry,
    messages: [...new Set(seen.map(({ message }) => message))],
    methods: seen.flatMap(({ method }) => method ?? []),
  };
}
