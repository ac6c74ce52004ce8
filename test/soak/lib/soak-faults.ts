// The faults of X in the soak test, which change every few seconds.

import type { Effect } from '../../../sandbox/index.ts'
import type { Random } from '../../../sandbox/world/random.ts'

export interface FaultRule {
  readonly effect: Effect
  /** The percentage of affected requests. */
  readonly share: number
  /** The prefix of affected paths. */
  readonly path: string
  /** Limits the rule to requests with the app's or with users' credentials. */
  readonly context?: 'app' | 'user'
  /** The maximum number of affected requests. */
  readonly times?: number
}

const LOOKUPS = '/2/tweets'
const USERS = '/2/users'
/** Token responses are delayed or refused but never lost, because X would already have replaced the tokens. */
const TOKENS = '/2/oauth2/token'

/** A 429 whose window resets soon. Without the reset time, the gateway would pause for 15 minutes. */
const rateLimited = (): Effect => ({
  kind: 'answer',
  status: 429,
  body: {
    title: 'Too Many Requests',
    detail: 'Too Many Requests',
    type: 'about:blank',
    status: 429,
  },
  headers: {
    'x-rate-limit-limit': '300',
    'x-rate-limit-remaining': '0',
    'x-rate-limit-reset': String(Math.ceil(Date.now() / 1000) + 2),
  },
})

type Draw = (random: Random) => readonly FaultRule[]

const upTo =
  (effect: Effect | (() => Effect), maxPercent: number, overrides: Partial<FaultRule> = {}): Draw =>
  (random) => [
    {
      effect: typeof effect === 'function' ? effect() : effect,
      share: random.between(1, maxPercent),
      path: LOOKUPS,
      ...overrides,
    },
  ]

const KINDS: readonly Draw[] = [
  upTo({ kind: 'delay', ms: 300, jitterMs: 300 }, 60),
  upTo({ kind: 'delay', ms: 4000, jitterMs: 3000 }, 5),
  upTo({ kind: 'reset' }, 40),
  upTo({ kind: 'hang' }, 3),
  upTo({ kind: 'half-body' }, 30),
  upTo({ kind: 'wrong-length' }, 30),
  upTo({ kind: 'garbage' }, 30),
  upTo({ kind: 'html' }, 30),
  upTo({ kind: 'html', status: 200 }, 30),
  upTo({ kind: 'empty' }, 30),
  upTo({ kind: 'empty', status: 503 }, 30),
  upTo({ kind: 'refuse', as: 'unavailable', rateLimitHeaders: 'sentinel' }, 60),
  upTo({ kind: 'refuse', as: 'internal-error' }, 30),
  upTo({ kind: 'refuse', as: 'forbidden' }, 10),
  upTo({ kind: 'refuse', as: 'client-forbidden' }, 10),
  upTo({ kind: 'refuse', as: 'credits-depleted' }, 10),
  upTo({ kind: 'refuse', as: 'account-credits-depleted' }, 10),
  upTo({ kind: 'refuse', as: 'usage-capped' }, 10),
  upTo({ kind: 'refuse', as: 'rate-limited' }, 10, { context: 'app', times: 1 }),
  upTo({ kind: 'refuse', as: 'rate-limited-in-text' }, 10, { context: 'app', times: 1 }),
  upTo(rateLimited, 5),
  upTo({ kind: 'refuse', as: 'unauthorized' }, 20, { context: 'user' }),
  upTo({ kind: 'refuse', as: 'unauthorized' }, 5, { context: 'app' }),
  upTo({ kind: 'hydration-failure', field: 'public_metrics' }, 20),
  upTo({ kind: 'hydration-failure', field: 'organic_metrics' }, 20),
  upTo({ kind: 'reset' }, 50, { path: USERS }),
  upTo({ kind: 'refuse', as: 'unavailable' }, 50, { path: USERS }),
  upTo({ kind: 'delay', ms: 300, jitterMs: 200 }, 100, { path: TOKENS }),
  upTo({ kind: 'refuse', as: 'unavailable' }, 50, { path: TOKENS }),
  // All requests fail.
  upTo({ kind: 'reset' }, 1, { share: 100 }),
  upTo({ kind: 'refuse', as: 'unavailable' }, 1, { share: 100 }),
]

/** Some user tokens are always refused. */
const ALWAYS: FaultRule = {
  effect: { kind: 'refuse', as: 'unauthorized' },
  share: 3,
  path: LOOKUPS,
  context: 'user',
}

export const NO_FAULTS: readonly FaultRule[] = []

/** Draws up to three kinds of faults. One draw in five has none. */
export const drawFaults = (random: Random): readonly FaultRule[] => [
  ALWAYS,
  ...Array.from({ length: random.between(0, 4) }, () => random.pick(KINDS)(random))
    .flat()
    .slice(0, 3),
]

/** Refuses the user token of the next lookup. */
export const REFUSE_ONE_TOKEN: FaultRule = { ...ALWAYS, share: 100, times: 1 }
