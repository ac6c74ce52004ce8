// OpenTelemetry traces: a span for each operation, its plan, and each call to X. The libraries are imported on demand.

import type { IncomingHttpHeaders } from 'node:http'

import type { SpanExporter } from '@opentelemetry/sdk-trace'

import type { Config } from '../config/index.ts'
import { messageOf } from '../infra/errors.ts'
import type { Span, SpanAttributes } from '../infra/trace.ts'

export interface Tracing {
  /** Starts a span, as a child of the span in the request's `traceparent` header if there is one. */
  begin(name: string, headers: IncomingHttpHeaders): Span
  /** Exports the remaining spans. */
  close(): Promise<void>
}

/** Spans are exported to `/v1/traces` below the endpoint. */
export type TracingOptions = NonNullable<Config['traces']>

const EXPORT_TIMEOUT_MS = 2000

/** The longest delay of a shutdown by a collector that does not respond. */
const FLUSH_TIMEOUT_MS = 1000

const observeExports = (
  exporter: SpanExporter,
  onExport: (failure: string | undefined) => void,
): { readonly exporter: SpanExporter; isFailing(): boolean } => {
  let isFailing = false
  return {
    exporter: {
      export: (spans, done) =>
        exporter.export(spans, (result) => {
          const { error } = result
          if ((error !== undefined) !== isFailing) onExport(error && messageOf(error))
          isFailing = error !== undefined
          done(result)
        }),
      shutdown: () => exporter.shutdown(),
    },
    isFailing: () => isFailing,
  }
}

/** @param onExport called when exports start to fail, with the cause, and when they succeed again */
export const createTracing = async (
  { endpoint, serviceName, share }: TracingOptions,
  onExport: (failure: string | undefined) => void,
): Promise<Tracing> => {
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
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` })
  const observed = observeExports(exporter, onExport)
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = api
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: observed.exporter,
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
      }),
    ],
  })
  const tracer = provider.getTracer('x-metrics-gateway')

  const startSpan = (
    context: typeof ROOT_CONTEXT,
    kind: (typeof SpanKind)[keyof typeof SpanKind],
    name: string,
    attributes: SpanAttributes = {},
  ): Span => {
    const span = tracer.startSpan(name, { kind, attributes }, context)
    const childContext = trace.setSpan(context, span)
    return {
      begin: (child, childAttributes) => {
        const childKind = child.startsWith('GET ') ? SpanKind.CLIENT : SpanKind.INTERNAL
        return startSpan(childContext, childKind, child, childAttributes)
      },
      set: (more) => {
        span.setAttributes(more)
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
      return startSpan(context, SpanKind.SERVER, name)
    },
    close: async () => {
      const flushed = provider.shutdown().catch(() => {})
      // The last spans of a collector that is gone are lost.
      if (observed.isFailing()) return
      const timeout = new Promise((resolve) => setTimeout(resolve, FLUSH_TIMEOUT_MS).unref())
      await Promise.race([flushed, timeout])
    },
  }
}
