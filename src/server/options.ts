// The server's options and the types that its rooms share. Every file of the server may import this one; it imports
// types of lower layers only.

import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Caller, Callers } from '../auth/callers.ts'
import type { ApiKeys } from '../auth/keys/api-keys.ts'
import type { RequestHeaders } from '../auth/request-origin.ts'
import type { AuthRoutes } from '../auth/routes.ts'
import type { CorsOrigins } from '../config/index.ts'
import type { Documents, DocumentsOptions } from '../execution/documents.ts'
import type { VariableValues } from '../execution/writing.ts'
import type { SharedDocuments } from '../infra/shared-documents.ts'
import type { Span } from '../infra/trace.ts'
import type { HttpRequestOptions, Tally } from '../pipeline/operation.ts'
import type { Context } from '../schema/context.ts'
import type { DryRun } from '../schema/dry-run.ts'

export interface ServerOptions extends DocumentsOptions {
  readonly limits: DocumentsOptions['limits'] & {
    /** The maximum number of operations in one body. */
    readonly batch: number
    readonly bodyBytes: number
    readonly answerBytes: number
    readonly upstreamCalls: number
  }
  /** Milliseconds for which public data is fresh. */
  readonly publicMs: number
  /** Whether callers need an API key, so that shared caches must not store responses. */
  readonly guarded: boolean
  /** Whether responses are compressed. */
  readonly compression: boolean
  readonly graphiql: boolean
  /** The dashboard, with the origins from which it loads pictures; undefined if it is disabled. */
  readonly dashboard: { readonly pictureOrigins: readonly string[] } | undefined
  /** Whether /mcp is served. */
  readonly mcp: boolean
  /** The allowed queries by id and hash. All queries are allowed if it is undefined. */
  readonly persistedQueries: ReadonlyMap<string, string> | undefined
  /** The texts of automatic persisted queries, with Redis. */
  readonly sharedDocuments: SharedDocuments | undefined
  readonly callers: Callers
  readonly context: (caller: Caller, request: HttpRequestOptions) => Context
  readonly dryRun: (
    caller: Caller,
    request: HttpRequestOptions,
    variables: VariableValues,
  ) => DryRun
  readonly observe: ObserveRequest
  readonly probes: Probes
  readonly authRoutes: AuthRoutes
  readonly admission: AdmissionOptions
  /** Example operations for GraphiQL's tabs. */
  readonly operations: readonly ExampleOperation[]
  /** Reports errors that are bugs of the gateway. */
  readonly onFault: (error: unknown) => void
}

/** A tab of GraphiQL. */
export interface ExampleOperation {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
}

/** The options of everything that executes GraphQL. */
export interface GraphQLOptions extends ServerOptions {
  readonly documents: Documents
  readonly persisted: PersistedQueries
}

export interface PersistedQueries {
  /** Resolves when a text that only another gateway has been sent is known here, if there is one. */
  recall(hash: string): Promise<void>
  /**
   * The text of the query to run; undefined if the request has neither a text nor a hash.
   * @throws PERSISTED_QUERY_NOT_FOUND, PERSISTED_QUERY_REQUIRED or BAD_USER_INPUT
   */
  textOf(hash: string | undefined, text: string | undefined): string | undefined
}

export interface AdmissionOptions {
  readonly corsOrigins: CorsOrigins
  readonly rateLimit: RateLimit
  /** The requests per minute of one address without an API key; undefined if they are not limited. */
  readonly perMinute: number | undefined
  readonly addressOf: AddressOf
  /** Requests with an API key are limited by the key instead of the address. */
  readonly apiKeys: ApiKeys
  /** Whether the server listens on loopback only. */
  readonly onLoopback: boolean
  /** The origin at which browsers reach the gateway, if it is known. */
  readonly origin: string | undefined
  /** The path below which browsers see the gateway; empty for the root. */
  readonly basePath: string
}

/** Counts a request and returns how many seconds the client has to wait; 0 if the request is within the limit. */
export type RateLimit = (client: string, perMinute: number) => Promise<number>

/** The client's IP address; empty if the connection has already been closed. */
export type AddressOf = (request: IncomingMessage) => string

/** The result of one operation, executed or rejected. */
export interface OperationResult {
  /** The operation's name; undefined if it is anonymous or was never parsed. */
  readonly operation: string | undefined
  readonly codes: readonly string[]
  /** Undefined if it was not executed, or if its cost is reported elsewhere. */
  readonly tally: Tally | undefined
}

export interface OperationObserver {
  readonly trace: Span | undefined
  end(result: OperationResult): void
}

export interface RequestObserver {
  /** The request id, in the response and in the log. */
  readonly id: string
  /** Adds the name of the caller's API key to the log and the traces. */
  identify(key: string | undefined): void
  /** Begins an operation; a batch has several. */
  begin(): OperationObserver
}

export type ObserveRequest = (request: IncomingMessage) => RequestObserver

export const REQUEST_ID_HEADER = 'x-request-id'

/** One HTTP request to /graphql, once its caller is known. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly caller: Caller
  readonly observer: RequestObserver
}

export interface Probes {
  /** Whether the gateway can serve, and the state of each of its parts. */
  ready(): Promise<{ readonly ready: boolean; readonly [part: string]: unknown }>
  /** Undefined if metrics are disabled. */
  readonly metrics: { readonly type: string; text(): Promise<string> } | undefined
  mayReadMetrics(headers: RequestHeaders): Promise<boolean>
}
