// What the server tells of each request: whoever watches gives it a name by which it is found again.

import type { IncomingMessage } from 'node:http'
import type { Span } from '../infra/trace.ts'
import type { Tally } from '../pipeline/operation.ts'

/** One operation that was answered, or refused. */
export interface Answered {
  /** Its own name; nothing when it has none, or was never read. */
  readonly operation: string | undefined
  /** Of its errors. */
  readonly codes: readonly string[]
  /** Of one that was executed. */
  readonly tally: Tally | undefined
}

/** One operation on its way. */
export interface Watched {
  readonly trace: Span | undefined
  answered(answered: Answered): void
}

export interface Watcher {
  /** Of the request: in its answer, and in the log. */
  readonly id: string
  /** For each of its operations; mostly there is one. */
  begin(): Watched
}

export type Watch = (request: IncomingMessage) => Watcher

/** Asked and answered with. */
export const REQUEST_ID = 'x-request-id'
