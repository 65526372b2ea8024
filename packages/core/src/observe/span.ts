import { SpanStatusCode, trace, type Span } from '@opentelemetry/api';

const tracer = trace.getTracer('aethex');

/** Runs the work inside one OpenTelemetry span; costs next to nothing while no SDK is registered. */
export function span<T>(name: string, work: () => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, (active) => finish(active, work));
}

async function finish<T>(active: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    active.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    active.end();
  }
}
