// What goes wrong between the gateway and X: for some seconds this, for some seconds that, and now and then nothing.

import type { Effect } from '../../../sandbox/index.ts'
import type { Random } from '../../../sandbox/world/random.ts'

export interface Trouble {
  readonly effect: Effect
  /** Of a hundred requests so many. */
  readonly share: number
  /** The beginning of their path. */
  readonly path: string
  /** Only the app's, or only the accounts'. */
  readonly context?: 'app' | 'user'
  /** Of them no more than these. */
  readonly times?: number
}

const LOOKUPS = '/2/tweets'
const USERS = '/2/users'
/** X has replaced the tokens when its answer is lost, so none is; it may be late, or refuse. */
const TOKENS = '/2/oauth2/token'

/** A window that is over soon. Without its end the gateway would leave X alone for a quarter of an hour. */
const usedUp = (): Effect => ({
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

type Draw = (random: Random) => readonly Trouble[]

const some =
  (effect: Effect | (() => Effect), most: number, more: Partial<Trouble> = {}): Draw =>
  (random) => [
    {
      effect: typeof effect === 'function' ? effect() : effect,
      share: random.between(1, most),
      path: LOOKUPS,
      ...more,
    },
  ]

const KINDS: readonly Draw[] = [
  some({ kind: 'delay', ms: 300, jitterMs: 300 }, 60),
  some({ kind: 'delay', ms: 4000, jitterMs: 3000 }, 5),
  some({ kind: 'reset' }, 40),
  some({ kind: 'hang' }, 3),
  some({ kind: 'half-body' }, 30),
  some({ kind: 'wrong-length' }, 30),
  some({ kind: 'garbage' }, 30),
  some({ kind: 'html' }, 30),
  some({ kind: 'html', status: 200 }, 30),
  some({ kind: 'empty' }, 30),
  some({ kind: 'empty', status: 503 }, 30),
  some({ kind: 'refuse', as: 'unavailable', rateLimitHeaders: 'sentinel' }, 60),
  some({ kind: 'refuse', as: 'internal-error' }, 30),
  some({ kind: 'refuse', as: 'forbidden' }, 10),
  some({ kind: 'refuse', as: 'client-forbidden' }, 10),
  some({ kind: 'refuse', as: 'credits-depleted' }, 10),
  some({ kind: 'refuse', as: 'account-credits-depleted' }, 10),
  some({ kind: 'refuse', as: 'usage-capped' }, 10),
  some({ kind: 'refuse', as: 'rate-limited' }, 10, { context: 'app', times: 1 }),
  some({ kind: 'refuse', as: 'rate-limited-in-text' }, 10, { context: 'app', times: 1 }),
  some(usedUp, 5),
  some({ kind: 'refuse', as: 'unauthorized' }, 20, { context: 'user' }),
  some({ kind: 'refuse', as: 'unauthorized' }, 5, { context: 'app' }),
  some({ kind: 'hydration-failure', field: 'public_metrics' }, 20),
  some({ kind: 'hydration-failure', field: 'organic_metrics' }, 20),
  some({ kind: 'reset' }, 50, { path: USERS }),
  some({ kind: 'refuse', as: 'unavailable' }, 50, { path: USERS }),
  some({ kind: 'delay', ms: 300, jitterMs: 200 }, 100, { path: TOKENS }),
  some({ kind: 'refuse', as: 'unavailable' }, 50, { path: TOKENS }),
  // Nothing goes through.
  some({ kind: 'reset' }, 1, { share: 100 }),
  some({ kind: 'refuse', as: 'unavailable' }, 1, { share: 100 }),
]

/** Tokens end all the time, whatever the weather. */
const ALWAYS: Trouble = {
  effect: { kind: 'refuse', as: 'unauthorized' },
  share: 3,
  path: LOOKUPS,
  context: 'user',
}

export const CALM: readonly Trouble[] = []

/** One in five is calm; most bring up to three kinds of trouble. */
export const drawWeather = (random: Random): readonly Trouble[] => [
  ALWAYS,
  ...Array.from({ length: random.between(0, 4) }, () => random.pick(KINDS)(random))
    .flat()
    .slice(0, 3),
]

/** Of whoever is next. */
export const END_ONE_TOKEN: Trouble = { ...ALWAYS, share: 100, times: 1 }
