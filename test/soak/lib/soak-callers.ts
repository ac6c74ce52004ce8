// The callers of the soak test: steady ones, whose accounts are known at any time, and changing ones.

import type { Random } from '../../../sandbox/world/random.ts'
import {
  type Caller,
  createRights,
  createSession,
  createTokenHolder,
  type Session,
  THROUGH_PROXY,
} from '../../kit/callers.ts'
import type { MarkedWorld } from '../../kit/marked-world.ts'
import { postJson } from '../../kit/post-json.ts'
import type { SoakEnvironment } from './soak-environment.ts'
import { REFUSE_ONE_TOKEN } from './soak-faults.ts'

export interface SoakCallers {
  readonly all: readonly Caller[]
  /** Callers whose accounts do not change. */
  readonly steady: ReadonlySet<Caller>
  /** Callers that make random changes. */
  readonly changing: readonly Required<Caller>[]
  /** Accounts of steady callers whose private metrics are no longer available, even after a token refresh. */
  lost(withinMs: number): Promise<readonly string[]>
}

type SteadyAccount = {
  readonly caller: Session
  readonly userId: string
  readonly way: 'oauth1' | 'oauth2'
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export const createCallers = async (
  { url, x, sendToX }: SoakEnvironment,
  world: MarkedWorld,
  privateTtlMs: number,
): Promise<SoakCallers> => {
  const [owner = '', ...accounts] = world.accounts
  const session = (name: string): Session => createSession(name, [url], accounts)
  const holder = (name: string, userId = '') => createTokenHolder(name, x, userId)
  const steadyAccounts = [
    'one account',
    'two accounts',
    'three accounts',
    'four accounts',
    'OAuth 1.0a',
  ].flatMap((name, index, { length }) => {
    const caller = session(name)
    const way = index === length - 1 ? 'oauth1' : 'oauth2'
    return accounts
      .slice(index, index * 2 + 1)
      .map((userId): SteadyAccount => ({ caller, userId, way }))
  })
  for (const { caller, userId, way } of steadyAccounts) await caller.logIn(userId, way)
  const sessions = new Set(steadyAccounts.map(({ caller }) => caller))
  const changing = [
    ...['changing 1', 'changing 2', 'changing 3'].map(session),
    await holder('with a token', accounts[0]),
    await holder('with another token', accounts[5]),
  ]
  const local: Caller = {
    name: 'local',
    rights: createRights(owner),
    headers: () => ({}),
  }
  const anonymous: Caller = {
    name: 'anonymous',
    rights: createRights(),
    headers: () => THROUGH_PROXY,
  }

  /** Whether the caller receives a private metric of the account. */
  const isServed = async ({ caller, userId }: SteadyAccount): Promise<boolean> => {
    const post = [...world.posts.values()].find(({ authorId }) => authorId === userId)
    const response = await postJson(
      `${url}/graphql`,
      {
        query: `{ post(id: "${post?.id}") { organicMetrics { urlLinkClicks } } }`,
      },
      caller.headers(),
    )
    const { data } = (await response.json()) as {
      data?: { post: { organicMetrics: { urlLinkClicks: number } | null } | null }
    }
    return data?.post?.organicMetrics?.urlLinkClicks === post?.numbers.organic.urlClicks
  }

  const lost = async (withinMs: number): Promise<readonly string[]> => {
    const end = performance.now() + withinMs
    const missing: SteadyAccount[] = []
    for (const account of steadyAccounts) {
      const check = () => isServed(account).catch(() => false)
      let isAvailable = await check()
      while (!isAvailable && performance.now() < end) {
        await pause(1000)
        isAvailable = await check()
      }
      if (!isAvailable) missing.push(account)
    }
    // Caches have expired, and X refuses the next token, which the gateway must refresh.
    await pause(privateTtlMs * 2)
    for (const account of steadyAccounts) {
      if (account.way === 'oauth1' || missing.includes(account)) continue
      await sendToX({ faults: [REFUSE_ONE_TOKEN] })
      if (!(await isServed(account).catch(() => false))) missing.push(account)
    }
    return missing.map(({ caller, userId }) => `${userId}, ${caller.name}`)
  }

  return {
    all: [...sessions, ...changing, local, anonymous],
    steady: new Set([...sessions, local, anonymous]),
    changing,
    lost,
  }
}

/** Lets each changing caller make changes, one after another. */
export const changeCallers = (
  { changing }: SoakCallers,
  random: Random,
  repeat: (work: () => Promise<unknown>) => Promise<void>,
) => {
  const counts = { total: 0, failed: 0 }
  const work = changing.map((each) =>
    repeat(async () => {
      counts.total += 1
      // A login fails while X or Redis is unavailable.
      await each.change(random).catch(() => {
        counts.failed += 1
      })
    }),
  )
  return { counts, work }
}
