// The tracing interface that the layers below telemetry/ report to.

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>

export interface Span {
  /** Starts a child span. */
  begin(name: string, attributes?: SpanAttributes): Span
  set(attributes: SpanAttributes): void
  /** Ends the span, with an error code if the operation failed. */
  end(failure?: string): void
}
