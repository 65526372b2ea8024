import type { Response } from './open-api-responses.js';

interface Answering {
  readonly responses: Readonly<Record<string, Response | Reference>>;
}

export interface Reference {
  readonly $ref: string;
}

/**
 * Writes the failure that most operations answer with a status once, as `Usual401`, and refers to it.
 * What only one operation answers stays where it is, and so does every success.
 */
export function shareResponses<T extends Answering>(operations: readonly T[]) {
  const usual: Record<string, Response> = {};
  for (const [status, texts] of textsByStatus(operations)) {
    const [text, times] = mostFrequent(texts);
    if (times > 1) usual[status] = JSON.parse(text) as Response;
  }
  const share = (operation: T): T => ({
    ...operation,
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, response]) => {
        const isUsual = JSON.stringify(usual[status]) === JSON.stringify(response);
        return [status, isUsual ? { $ref: `#/components/responses/Usual${status}` } : response];
      }),
    ),
  });
  const responses = Object.fromEntries(
    Object.entries(usual).map(([status, response]) => [`Usual${status}`, response]),
  );
  return { responses, share };
}

function textsByStatus(operations: readonly Answering[]): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const { responses } of operations)
    for (const [status, response] of Object.entries(responses).filter(([status]) => status >= '400'))
      texts.set(status, [...(texts.get(status) ?? []), JSON.stringify(response)]);
  return texts;
}

function mostFrequent(texts: readonly string[]): [text: string, times: number] {
  const times = new Map<string, number>();
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
  return [...times].reduce((best, one) => (one[1] > best[1] ? one : best), ['', 0]);
}
