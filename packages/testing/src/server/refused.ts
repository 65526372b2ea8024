import type { ErrorBody } from '@aethex/protocol';

/** What a wire answered instead of a result: the error body, and the status where there is one. */
export class Refused extends Error {
  readonly code: string;
  readonly data: unknown;
  readonly retry: boolean;
  readonly requestId: string;

  constructor(
    body: ErrorBody,
    readonly status?: number,
  ) {
    super(body.message);
    this.name = 'Refused';
    this.code = body.code;
    this.data = body.data;
    this.retry = body.retry;
    this.requestId = body.request_id;
  }
}
