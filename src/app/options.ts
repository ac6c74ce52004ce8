// The options and the interface of a gateway.

import type { Sandbox } from '../../sandbox/index.ts'
import type { Config } from '../config/index.ts'
import type { Clock } from '../infra/clock.ts'
import type { ClosablePubSub } from '../infra/pub-sub.ts'
import type { Reachability } from '../infra/upstream.ts'
import type { Timeouts } from '../server/http/timeouts.ts'
import type { ExampleOperation } from '../server/options.ts'
import type { Log } from '../telemetry/log.ts'
import type { CredentialVerdict } from '../x/credential-check.ts'

export type SandboxSource = Pick<Sandbox, 'url' | 'credentials'> & Partial<Pick<Sandbox, 'world'>>

export interface GatewayOptions {
  readonly config: Config
  /** Reads the settings again when a file with a secret changes. @default the secrets stay as they are */
  readonly reread?: () => Config
  /** A running sandbox. @default without a credential of X, a new one on its own port */
  readonly sandbox?: SandboxSource
  /** The tabs of GraphiQL. @default examples with ids of the sandbox's world */
  readonly operations?: readonly ExampleOperation[]
  /** The directory for accounts. @default from the settings; none with the sandbox */
  readonly dataDir?: string
  /** Timeouts for slow clients. */
  readonly timeouts?: Partial<Timeouts>
  /** The time that Redis has to answer about shared entities. @default 50 */
  readonly redisTimeoutMs?: number
  /** Messages between processes without Redis. */
  readonly pubSub?: ClosablePubSub
  /** Collects the metrics of all processes, when there are several. */
  readonly clusterMetrics?: () => Promise<string>
  /** A clock that is never set back. @default the monotonic clock, anchored to the wall clock at the start */
  readonly now?: Clock['now']
  /** @default `now` if that is given, and otherwise the wall clock */
  readonly wall?: Clock['wall']
  /** Sets a timer on the same clock as `now`. @default setTimeout */
  readonly schedule?: Clock['schedule']
  /** @default no log */
  readonly log?: Log
}

/** The state of X, as far as the gateway knows it. */
export interface XReadiness {
  /** Whether X accepts the app's credential. */
  readonly credentials: CredentialVerdict
  readonly upstream: Reachability['state']
  /** Why X did not respond, such as `ENOTFOUND api.example`. */
  readonly upstreamCause?: string
}

export interface Gateway {
  /** The origin; GraphQL is served at `<url>/graphql`. */
  readonly url: string
  readonly upstream: { readonly kind: 'x' | 'sandbox'; readonly url: string }
  /** The user id of the account of the settings. */
  readonly owned: string | undefined
  /** The URL where browsers connect accounts; undefined without logins. */
  readonly loginUrl: string | undefined
  /** Calls X, unless it has accepted the credential before. The call reads no post and costs nothing. */
  checkX(): Promise<XReadiness>
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}
