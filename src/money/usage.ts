// X's own count of the posts that were read, compared with the gateway's. X is asked once an hour while posts are read; the
// count of a UTC day is compared after the day has ended.

import type { CredentialSource } from '../auth/credentials.ts'
import { type Clock, DAY_MS, HOUR_MS } from '../infra/clock.ts'
import { GatewayError } from '../infra/errors.ts'
import type { XClient } from '../x/client.ts'
import type { Credits, Usage } from '../x/usage.ts'
import type { Counters } from './counters.ts'
import { dayAt } from './periods.ts'
import { createPostCount } from './post-count.ts'

export interface UsageOptions {
  readonly client: Pick<XClient, 'usage' | 'credits'>
  readonly app: CredentialSource
  readonly counters: Counters
  readonly clock: Clock
  /** Called once for each day whose two counts differ by more than 5 %. */
  readonly onDrift: (drift: UsageDrift) => void
}

export interface UsageDrift {
  /** The UTC day. */
  readonly day: string
  /** The posts that X has counted. */
  readonly x: number
  readonly gateway: number
}

export interface UsageState {
  readonly used?: number | undefined
  readonly cap?: number | undefined
  /** The posts of the present UTC day that X counts, less those that the gateway does. */
  readonly difference?: number | undefined
  /** The relative difference of the last day that was compared. */
  readonly drift?: number | undefined
}

export interface XUsage extends Usage {
  readonly credits: Credits | undefined
}

export interface UsageWatch {
  /** Resolves with an answer of X that is at most an hour old; undefined where X does not provide it. @throws GatewayError */
  read(onSend: () => void): Promise<XUsage | undefined>
  /** Counts a post that X has billed. */
  count(): void
  state(): UsageState
  close(): void
}

const MAX_DRIFT = 0.05

export const createUsageWatch = (options: UsageOptions): UsageWatch => {
  const { clock, counters } = options
  const { client, app } = options
  const posts = createPostCount(counters, clock)
  let state: UsageState = {}
  /** The day whose posts were counted and not compared yet. */
  let openDay: number | undefined
  let cancel: (() => void) | undefined
  let closed = false

  const request = async (onSend: () => void): Promise<XUsage | undefined> => {
    const context = { source: app, onSend }
    const [usage, credits] = await Promise.all([
      client.usage(context),
      client.credits(context).catch(() => undefined),
    ])
    if (usage === undefined) return undefined
    const today = countOf(usage, clock.wall())
    const ours = await posts.read(clock.wall())
    const difference = today === undefined || ours === undefined ? undefined : today - ours
    state = { ...state, used: usage.used, cap: usage.cap, difference }
    return { ...usage, credits }
  }

  const read = createCached(request, clock.now)

  const compare = async (day: number, usage: XUsage | undefined): Promise<void> => {
    const x = usage && countOf(usage, day)
    const gateway = await posts.read(day)
    if (x === undefined || gateway === undefined) return
    const drift = Math.abs(x - gateway) / Math.max(x, gateway, 1)
    state = { ...state, drift }
    if (drift > MAX_DRIFT) options.onDrift({ day: dayAt(day).name, x, gateway })
  }

  const refresh = async (): Promise<void> => {
    try {
      const usage = await read(() => {}, 0)
      if (openDay !== undefined && startOfDay(clock.wall()) > openDay) {
        const day = openDay
        openDay = undefined
        await compare(day, usage)
      }
    } catch (error) {
      // X is asked again in an hour.
      if (!(error instanceof GatewayError)) throw error
    }
    cancel = openDay === undefined || closed ? undefined : clock.schedule(refreshLater, HOUR_MS)
  }
  const refreshLater = (): void => void refresh()

  return {
    read: (onSend) => read(onSend, HOUR_MS),
    count: () => {
      posts.add()
      openDay ??= startOfDay(clock.wall())
      cancel ??= clock.schedule(refreshLater, HOUR_MS)
    },
    state: () => state,
    close: () => {
      closed = true
      cancel?.()
      posts.flush()
    },
  }
}

/** Caches the last answer, but no failure. */
const createCached = (
  request: (onSend: () => void) => Promise<XUsage | undefined>,
  now: () => number,
) => {
  let known: { readonly at: number; readonly usage: Promise<XUsage | undefined> } | undefined
  return (onSend: () => void, maxAgeMs: number): Promise<XUsage | undefined> => {
    if (known !== undefined && now() - known.at < maxAgeMs) return known.usage
    const entry = { at: now(), usage: request(onSend) }
    known = entry
    entry.usage.catch(() => {
      if (known === entry) known = undefined
    })
    return entry.usage
  }
}

const startOfDay = (time: number): number => time - (time % DAY_MS)

/** X leaves out days without reads. Undefined if X sends no days. */
const countOf = ({ days }: Usage, time: number): number | undefined => {
  const day = days?.find(({ date }) => date === dayAt(time).name)
  return day === undefined ? days && 0 : day.used
}
