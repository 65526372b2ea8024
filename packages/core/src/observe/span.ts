import { ProxyTracerProvider, SpanStatusCode, trace, type Span } from '@opentelemetry/api';

const tracer = trace.getTracer('aethex');

/** Whether an OpenTelemetry SDK is registered. Without one a span would be made and thrown away. */
export function isTracing(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer('aethex') !== undefined;
}

/** Runs the work inside one OpenTelemetry span. */
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
