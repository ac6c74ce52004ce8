// Shares which posts and users X has billed today, so that no process counts a read twice: with the gateway's other processes
// by messages, and with those that start later in a store. What is lost only makes an estimate too high.

import { type Clock, DAY_MS } from '../infra/clock.ts'
import type { PubSub } from '../infra/pub-sub.ts'
import type { CounterStore } from '../money/counters.ts'
import { type BilledIds, type Billing, type BillingOptions, MAX_BILLED_IDS } from '../x/prices.ts'

interface Message extends BilledIds {
  readonly kind: 'billed'
}

export interface BilledPeers {
  readonly onBilled: NonNullable<BillingOptions['onBilled']>
  /** Applies what is stored, and the messages of other processes. */
  connect(billing: Pick<Billing, 'learn'>): void
  /** Stores what was billed last. */
  close(): Promise<void>
}

export interface BilledPeersOptions {
  readonly pubSub: PubSub | undefined
  readonly store: Pick<CounterStore, 'addBilled' | 'billedOn'>
  readonly clock: Pick<Clock, 'schedule' | 'wall'>
}

const PUBLISH_MS = 100
const STORE_MS = 1000
const MAX_IDS_PER_BATCH = 1000

export const createBilledPeers = ({ pubSub, store, clock }: BilledPeersOptions): BilledPeers => {
  let storing = Promise.resolve()
  const stored = createBatch(clock, STORE_MS, (ids) => {
    storing = storing.then(() => store.addBilled(ids)).catch(() => {})
  })
  const published = createBatch(clock, PUBLISH_MS, (ids) => {
    const message: Message = { kind: 'billed', ...ids }
    pubSub?.publish(JSON.stringify(message))
  })
  let storedOn = 0
  let room = 0

  const recall = async (billing: Pick<Billing, 'learn'>): Promise<void> => {
    const today = Math.floor(clock.wall() / DAY_MS)
    for await (const ids of store.billedOn(today)) billing.learn(ids)
  }
  return {
    onBilled: (resource, id, day) => {
      if (pubSub !== undefined) published.add(resource, id, day)
      if (day !== storedOn) room = MAX_BILLED_IDS
      storedOn = day
      if (room > 0) stored.add(resource, id, day)
      room -= 1
    },
    connect: (billing) => {
      pubSub?.subscribe((text) => {
        const message: Message | { readonly kind: 'other' } = JSON.parse(text)
        if (message.kind === 'billed') billing.learn(message)
      })
      recall(billing).catch(() => {})
    },
    close: async () => {
      stored.flush()
      await storing
    },
  }
}

/** Collects ids of one day for a while. */
const createBatch = (
  { schedule }: Pick<Clock, 'schedule'>,
  ms: number,
  send: (ids: BilledIds) => void,
) => {
  let day = 0
  let post: string[] = []
  let user: string[] = []
  let cancel: (() => void) | undefined

  const flush = (): void => {
    cancel?.()
    cancel = undefined
    if (post.length + user.length > 0) send({ day, post, user })
    post = []
    user = []
  }
  return {
    flush,
    add: (resource: 'post' | 'user', id: string, billedOn: number): void => {
      if (billedOn !== day || post.length + user.length >= MAX_IDS_PER_BATCH) flush()
      day = billedOn
      if (resource === 'post') post.push(id)
      else user.push(id)
      cancel ??= schedule(flush, ms)
    },
  }
}
