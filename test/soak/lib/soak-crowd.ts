// Who asks in a soak: those who stay, of whom it is known at any time what they may see, and those who come and go.

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
import type { Stage } from './soak-stage.ts'
import { END_ONE_TOKEN } from './soak-weather.ts'

export interface Crowd {
  readonly all: readonly Caller[]
  /** Of these what may be seen stays the same. */
  readonly steady: ReadonlySet<Caller>
  /** These become different from time to time. */
  readonly changing: readonly Required<Caller>[]
  /** Accounts of those who stay that are not to be seen any more, nor after their tokens have been refreshed. */
  lost(withinMs: number): Promise<readonly string[]>
}

type Stay = { readonly caller: Session; readonly userId: string; readonly way: 'oauth1' | 'oauth2' }

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export const gatherCrowd = async (
  { url, x, tellX }: Stage,
  world: MarkedWorld,
  privateTtlMs: number,
): Promise<Crowd> => {
  const [owner = '', ...accounts] = world.accounts
  const session = (name: string): Session => createSession(name, [url], accounts)
  const holder = (name: string, userId = '') => createTokenHolder(name, x, userId)
  const stays = ['of one', 'of two', 'of three', 'of four', 'by OAuth 1.0a'].flatMap(
    (name, index, { length }) => {
      const caller = session(name)
      const way = index === length - 1 ? 'oauth1' : 'oauth2'
      return accounts.slice(index, index * 2 + 1).map((userId): Stay => ({ caller, userId, way }))
    },
  )
  for (const { caller, userId, way } of stays) await caller.logIn(userId, way)
  const sessions = new Set(stays.map(({ caller }) => caller))
  const changing = [
    ...['that comes and goes', 'that goes and comes', 'that never stays'].map(session),
    await holder('with a token', accounts[0]),
    await holder('with a token, too', accounts[5]),
  ]
  const local: Caller = {
    name: 'of this machine',
    rights: createRights(owner),
    headers: () => ({}),
  }
  const anybody: Caller = { name: 'anybody', rights: createRights(), headers: () => THROUGH_PROXY }

  /** A number that nobody else sees. */
  const isServed = async ({ caller, userId }: Stay): Promise<boolean> => {
    const post = [...world.posts.values()].find(({ authorId }) => authorId === userId)
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { ...caller.headers(), 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `{ post(id: "${post?.id}") { organicMetrics { urlLinkClicks } } }`,
      }),
    })
    const { data } = (await response.json()) as {
      data?: { post: { organicMetrics: { urlLinkClicks: number } | null } | null }
    }
    return data?.post?.organicMetrics?.urlLinkClicks === post?.numbers.organic.urlClicks
  }

  const lost = async (withinMs: number): Promise<readonly string[]> => {
    const until = performance.now() + withinMs
    const gone: Stay[] = []
    for (const stay of stays) {
      const served = () => isServed(stay).catch(() => false)
      let isThere = await served()
      while (!isThere && performance.now() < until) {
        await pause(1000)
        isThere = await served()
      }
      if (!isThere) gone.push(stay)
    }
    // Nothing is kept any more, and X takes the token of whoever asks first no more.
    await pause(privateTtlMs * 2)
    for (const stay of stays) {
      if (stay.way === 'oauth1' || gone.includes(stay)) continue
      await tellX({ weather: [END_ONE_TOKEN] })
      if (!(await isServed(stay).catch(() => false))) gone.push(stay)
    }
    return gone.map(({ caller, userId }) => `${userId}, ${caller.name}`)
  }

  return {
    all: [...sessions, ...changing, local, anybody],
    steady: new Set([...sessions, local, anybody]),
    changing,
    lost,
  }
}

/** One after another, each in its own time, until it is over. */
export const keepChanging = (
  { changing }: Crowd,
  random: Random,
  repeat: (work: () => Promise<unknown>) => Promise<void>,
) => {
  const told = { times: 0, inVain: 0 }
  const work = changing.map((each) =>
    repeat(async () => {
      told.times += 1
      // A login cannot be finished while X or Redis is away.
      await each.change(random).catch(() => {
        told.inVain += 1
      })
    }),
  )
  return { told, work }
}
