import { houseError, isAethexError, type AethexError } from '@aethex/protocol';
import { Catch, HttpException, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpEdge } from './http-edge.js';
import type { HttpRequest, HttpResponse } from './platform.js';

/** Gives every failure on our routes the same body, also what a studio's own guards throw. Bound to our controllers only. */
@Catch()
@Injectable()
export class HttpFilter implements ExceptionFilter {
  constructor(private readonly edge: HttpEdge) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const refused = inOurWords(error);
    this.edge.note(refused, request);
    this.edge.refuse(refused, request, http.getResponse<HttpResponse>());
  }
}

/** What a framework, a guard or a pipe threw, as one of our codes. */
export function inOurWords(error: unknown): AethexError {
  if (isAethexError(error)) return error;
  const status = statusOf(error);
  const message = error instanceof HttpException ? error.message : undefined;
  const said = message === undefined ? {} : { message };
  if (status === 401) return houseError('request.unauthenticated', undefined, said);
  if (status === 403) return houseError('request.refused', undefined, said);
  if (status === 404) return houseError('request.unknown_route');
  if (status === 408) return houseError('request.timeout');
  if (status === 413) return houseError('request.too_large');
  if (status === 415) return houseError('request.unsupported_type');
  if (status === 429) return houseError('request.rate_limited', undefined, said);
  if (status === 400) return houseError('request.malformed', undefined, { cause: error });
  return houseError('server.internal', undefined, { cause: error });
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status =
    (error as { statusCode?: unknown; status?: unknown } | null)?.statusCode ??
    (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' ? status : 500;
}
