// The gateway's settings as a value.

import type { LogLevel } from './environment.ts'
import type { XKeys } from './x-keys.ts'

export type CorsOrigins = 'any' | ReadonlySet<string>

/** The proxies whose X-Forwarded-For is trusted: their number in a row, or their addresses. */
export type TrustedProxies = number | readonly string[]

export interface Config {
  readonly port: number
  /** The number of processes that share the port. */
  readonly workers: number
  readonly host: string
  /** Undefined without a credential of X: the gateway then uses the sandbox. */
  readonly x: XKeys | undefined
  readonly xApiUrl: string
  readonly xWebUrl: string
  /** The API key that callers must send. */
  readonly gatewayKey: string | undefined
  /** The encryption secrets. The first one encrypts; the others decrypt older values. */
  readonly gatewaySecrets: readonly string[]
  /** The gateway's public origin, without a trailing slash. */
  readonly gatewayUrl: string | undefined
  /** The origins whose pages may send requests from a browser, beside the gateway's own. */
  readonly corsOrigins: CorsOrigins
  /** The limit for one client address; undefined for no limit. */
  readonly rateLimitPerMinute: number | undefined
  readonly trustProxy: TrustedProxies
  /** The maximum number of open connections per process. */
  readonly maxConnections: number
  /** The time after which an idle connection is closed. */
  readonly keepAliveTimeoutMs: number
  /** Whether the gateway is reachable from its own machine only. */
  readonly local: boolean
  readonly dataDir: string
  readonly redisUrl: string | undefined
  /** Undefined when the archive is off. */
  readonly archive:
    | {
        /** The PostgreSQL database; undefined for a file in the data directory. */
        readonly url: string | undefined
        readonly maxPosts: number
      }
    | undefined
  readonly cache: {
    readonly publicMs: number
    readonly privateMs: number
    readonly maxBytes: number
  }
  readonly coalesceWindowMs: number
  readonly maxPostsPerRequest: number
  /** Limits of one operation and of the request that carries it. */
  readonly limits: {
    /** The number of posts that an operation can read. */
    readonly cost: number
    /** The length of the query text in KiB. */
    readonly kilobytes: number
    readonly tokens: number
    readonly depth: number
    readonly fields: number
    readonly aliases: number
    readonly directives: number
    readonly overlaps: number
    readonly batch: number
    readonly bodyBytes: number
    readonly answerBytes: number
    readonly upstreamCalls: number
  }
  readonly introspection: boolean
  readonly graphiql: boolean
  readonly dashboard: boolean
  /** The manifest of the only queries that are served. */
  readonly persistedQueries: string | undefined
  /** Limits of subscriptions, per process. */
  readonly live: {
    /** The minimum interval between two calls for the same posts. */
    readonly minIntervalSeconds: number
    readonly subscribers: number
    readonly posts: number
    /** The limit for all callers with the same rights. */
    readonly postsPerCaller: number
  }
  readonly upstream: {
    /** The timeout of one call, including its wait for a slot and a connection. */
    readonly timeoutMs: number
    readonly connectTimeoutMs: number
    /** The number of attempts after the first one. */
    readonly retries: number
    readonly maxConcurrent: number
    readonly maxQueued: number
  }
  /** The timeout for all calls to X of one operation. */
  readonly queryTimeoutMs: number
  /** At shutdown, the time until the gateway refuses new requests. */
  readonly stopDelayMs: number
  /** At shutdown, the time in which requests in flight may finish. */
  readonly stopTimeoutMs: number
  readonly logLevel: LogLevel
  readonly metrics: boolean
  /** Undefined when tracing is off. */
  readonly traces:
    | {
        readonly endpoint: string
        readonly serviceName: string
        /** The sampled share of the traces whose caller has not decided. */
        readonly share: number
      }
    | undefined
}
