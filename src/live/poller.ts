// Asks X again and again for all who follow posts with the same rights. Lists that are due at one time are asked for
// together, each post for all that is selected of it; times are multiples of the interval, so that several pollers ask at
// the same time and meet in the coalescer.

import type { Caller } from '../auth/callers.ts'
import { GatewayError } from '../infra/errors.ts'
import type { Ledger } from './changes.ts'
import { type Asked, askX, type ContextOf, rightsFor } from './fetch.ts'
import { type Beat, createBeat, dueAfter, followedIn, settle } from './interval.ts'
import { createLingering } from './linger.ts'
import { createList, type List, nameOf, newsSince, renew, seenBy } from './list.ts'
import type { Shown } from './shown.ts'
import { createFollower } from './subscriber.ts'
import type { Clock, Following } from './types.ts'
import { createViews, type View } from './views.ts'

export interface PollerOptions {
  readonly context: ContextOf
  readonly ledger: Ledger
  readonly clock: Clock
  /** So many posts more are to be followed. @throws LIMIT_EXCEEDED */
  readonly admit: (posts: number) => void
  readonly onAsked: (asked: Asked) => void
  readonly onFault: (error: unknown) => void
  /** Nobody follows anything, and nobody comes back. */
  readonly onEmpty: () => void
}

interface PollerWish {
  /** Each once. */
  readonly ids: readonly string[]
  readonly shown: Shown
  readonly everyMs: number
  readonly after: string | undefined
}

export interface Poller {
  follow(caller: Caller, wish: PollerWish, onEnd: () => void): Promise<Following>
  /** Distinct posts. */
  posts(): number
  /** Forgets what nobody follows just now. */
  tidy(): void
  close(): void
}

/** For whoever lost the connection and comes back. */
const LINGER_MS = 60_000
const MOST_LINGERING = 100

export const createPoller = (options: PollerOptions): Poller => {
  const { context, ledger, clock } = options
  const views = createViews()
  const beats = new Map<number, Beat>()
  let version = 0
  let callOff = (): void => {}

  const ask = async (
    caller: Caller,
    wanted: readonly View[],
    notBefore: number,
  ): Promise<Asked> => {
    const nextVersion = (): number => {
      version += 1
      return version
    }
    const asked = await askX(wanted, { caller, context, notBefore, nextVersion, now: clock.now })
    ledger.spend(asked.calls)
    options.onAsked(asked)
    // Before anything is told of it.
    if (asked.rejected !== undefined) end(asked.rejected)
    return asked
  }

  const schedule = (): void => {
    callOff()
    const due = [...beats.values()].flatMap(({ dueAt }) => dueAt ?? [])
    if (due.length === 0) return
    const at = Math.min(...due)
    callOff = clock.wake(() => void round(at), Math.max(0, at - clock.now()))
  }

  const round = async (at: number): Promise<void> => {
    const due = [...beats.values()].filter(({ dueAt = Number.POSITIVE_INFINITY }) => dueAt <= at)
    const lists = due.flatMap(followedIn)
    const [first] = lists
    if (first === undefined) return
    for (const beat of due) Object.assign(beat, { dueAt: undefined, asking: true })
    schedule()
    try {
      const caller = await first.caller.reauthenticate()
      const asked = await ask(caller, [...new Set(lists.flatMap((list) => list.views))], at)
      // What it has taken is what those take that come soonest.
      const soonest = Math.min(...due.map(({ everyMs }) => everyMs))
      for (const beat of due) {
        settle(beat, asked, beat.everyMs === soonest ? asked.calls : new Map(), ledger)
        for (const list of followedIn(beat)) tell(beat, list, caller, asked)
      }
    } catch (error) {
      if (!(error instanceof GatewayError)) options.onFault(error)
      else if (error.code === 'UNAUTHENTICATED') end(error)
      else for (const beat of due) fail(beat, error)
    }
    const next = Math.max(at, clock.now())
    for (const beat of due) {
      beat.asking = false
      beat.dueAt = dueAfter(next, beat)
    }
    schedule()
  }

  /** Who asks cannot be told just now: what is known stays. */
  const fail = (beat: Beat, failure: GatewayError): void => {
    version += 1
    settle(beat, { failure }, new Map(), ledger)
    for (const list of followedIn(beat)) renew(list, version, beat.pace)
  }

  const tell = (beat: Beat, list: List, caller: Caller, { tally }: Partial<Asked>): void =>
    renew(list, version, beat.pace, { at: clock.now(), caller, tally })

  /** Of what is not young enough, or was seen with other rights. */
  const askForNew = async (beat: Beat, list: List, caller: Caller): Promise<void> => {
    const rights = await rightsFor(list.shown.plan, context(caller, {}))
    const now = clock.now()
    const old = list.views.filter(
      (view) =>
        view.loaded === undefined || now - view.at >= beat.everyMs || view.rights !== rights,
    )
    if (old.length === 0) {
      if (list.told === undefined) tell(beat, list, caller, {})
      return
    }
    // What a query was told is young enough, too.
    const asked = await ask(caller, old, now - beat.everyMs)
    // What others in it take is not known by this.
    if (beat.lists.size === 1) settle(beat, asked, asked.calls, ledger)
    tell(beat, list, caller, asked)
  }

  const listOf = (beat: Beat, { ids, shown }: PollerWish, caller: Caller): List => {
    const name = nameOf(ids)
    const known = [...beat.lists].find((list) => list.name === name && list.shown === shown)
    if (known !== undefined) return known
    options.admit(ids.filter((id) => !views.has(id)).length)
    const held = ids.map((id) => views.hold(id, shown))
    const list = createList(name, held, shown, caller, beat.pace)
    beat.lists.add(list)
    return list
  }

  const lingering = createLingering<List>(
    { lastsMs: LINGER_MS, most: MOST_LINGERING, clock },
    (list) => {
      for (const view of list.views) views.release(view)
      for (const beat of beats.values()) {
        if (!beat.lists.delete(list) || beat.lists.size > 0) continue
        beats.delete(beat.everyMs)
        ledger.forget(beat)
      }
      if (beats.size === 0) options.onEmpty()
    },
  )

  /** The last one has gone. */
  const rest = (beat: Beat, list: List): void => {
    lingering.drop(list)
    if (followedIn(beat).length > 0) return
    beat.dueAt = undefined
    ledger.forget(beat)
    schedule()
  }

  const end = (because?: GatewayError): void => {
    for (const beat of [...beats.values()]) {
      for (const list of [...beat.lists]) {
        for (const follower of [...list.followers]) follower.end(because)
      }
    }
    lingering.dropAll()
  }

  return {
    posts: () => views.size,
    tidy: lingering.dropAll,
    close: () => end(),
    follow: async (caller, wish, onEnd) => {
      const beat = beats.get(wish.everyMs) ?? createBeat(wish.everyMs)
      const list = listOf(beat, wish, caller)
      beats.set(wish.everyMs, beat)
      lingering.stay(list)
      const follower = createFollower(
        seenBy(list, wish.after),
        (seen) => newsSince(list, seen),
        () => {
          list.followers.delete(follower)
          if (list.followers.size === 0) rest(beat, list)
          onEnd()
        },
      )
      list.followers.add(follower)
      list.caller = caller
      list.asking ??= askForNew(beat, list, caller).finally(() => {
        list.asking = undefined
      })
      try {
        await list.asking
      } catch (error) {
        follower.end()
        throw error
      }
      beat.dueAt ??= dueAfter(clock.now(), beat)
      schedule()
      return follower
    },
  }
}
