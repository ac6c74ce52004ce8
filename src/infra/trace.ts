// What is told of one query while it is on its way, when somebody wants to know: what began within what, and how long
// it took. Whoever keeps it is in observing/.

export type Attributes = Readonly<Record<string, string | number | boolean>>

export interface Trace {
  /** Something within it. */
  begin(name: string, attributes?: Attributes): Trace
  set(attributes: Attributes): void
  /** With the code of what went wrong, if anything did. */
  end(failure?: string): void
}
