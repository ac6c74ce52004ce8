// Traces for OpenTelemetry: a span for each operation, one for what is planned for it, one for each call to X. Its
// libraries are loaded for those who want it.

import type { IncomingHttpHeaders } from 'node:http'

import type { Config } from '../config/index.ts'
import type { Attributes, Trace } from '../infra/trace.ts'

export interface Tracing {
  /** Within the caller's own trace, when the request says which that is. */
  begin(name: string, headers: IncomingHttpHeaders): Trace
  /** What has not been sent yet is. */
  close(): Promise<void>
}

/** Traces are sent to `/v1/traces` below the endpoint. */
export type TracingOptions = NonNullable<Config['traces']>

/** A collector that does not answer is not waited for when the gateway stops. */
const FLUSH_MS = 2000

export const createTracing = async ({
  endpoint,
  serviceName,
  share,
}: TracingOptions): Promise<Tracing> => {
  const [
    api,
    { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider },
    { OTLPTraceExporter },
    { parseTraceParent },
    { resourceFromAttributes },
  ] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/core'),
    import('@opentelemetry/resources'),
  ])
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = api
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` }),
        exportTimeoutMillis: FLUSH_MS,
      }),
    ],
  })
  const tracer = provider.getTracer('x-metrics-gateway')

  const within = (
    context: typeof ROOT_CONTEXT,
    kind: (typeof SpanKind)[keyof typeof SpanKind],
    name: string,
    attributes: Attributes = {},
  ): Trace => {
    const span = tracer.startSpan(name, { kind, attributes }, context)
    const inner = trace.setSpan(context, span)
    return {
      begin: (below, given) =>
        within(inner, below.startsWith('GET ') ? SpanKind.CLIENT : SpanKind.INTERNAL, below, given),
      set: (given) => {
        span.setAttributes(given)
      },
      end: (failure) => {
        if (failure !== undefined) {
          span.setAttribute('error.type', failure).setStatus({ code: SpanStatusCode.ERROR })
        }
        span.end()
      },
    }
  }

  return {
    begin: (name, headers) => {
      const parent = parseTraceParent(String(headers.traceparent ?? ''))
      const context =
        parent === null
          ? ROOT_CONTEXT
          : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true })
      return within(context, SpanKind.SERVER, name)
    },
    close: async () => {
      const late = new Promise((resolve) => setTimeout(resolve, FLUSH_MS).unref())
      await Promise.race([provider.shutdown().catch(() => {}), late])
    },
  }
}
