// Tells the gateway's other processes which posts and users X has billed today, so that none of them counts a read twice.
// A lost message only makes an estimate too high.

import type { Clock } from '../infra/clock.ts'
import type { PubSub } from '../infra/pub-sub.ts'
import type { BilledIds, Billing, BillingOptions } from '../x/prices.ts'

interface Message extends BilledIds {
  readonly kind: 'billed'
}

export interface BilledPeers {
  readonly onBilled: NonNullable<BillingOptions['onBilled']>
  /** Applies the messages of other processes. */
  connect(billing: Pick<Billing, 'learn'>): void
}

const FLUSH_MS = 100
const MAX_IDS_PER_MESSAGE = 1000

export const createBilledPeers = (
  pubSub: PubSub | undefined,
  { schedule }: Pick<Clock, 'schedule'>,
): BilledPeers => {
  let day = 0
  let post: string[] = []
  let user: string[] = []
  let cancel: (() => void) | undefined

  const flush = (): void => {
    cancel?.()
    cancel = undefined
    const message: Message = { kind: 'billed', day, post, user }
    if (post.length + user.length > 0) pubSub?.publish(JSON.stringify(message))
    post = []
    user = []
  }
  return {
    onBilled: (resource, id, billedOn) => {
      if (pubSub === undefined) return
      if (billedOn !== day || post.length + user.length >= MAX_IDS_PER_MESSAGE) flush()
      day = billedOn
      if (resource === 'post') post.push(id)
      else user.push(id)
      cancel ??= schedule(flush, FLUSH_MS)
    },
    connect: (billing) => {
      pubSub?.subscribe((text) => {
        const message: Message | { readonly kind: 'other' } = JSON.parse(text)
        if (message.kind === 'billed') billing.learn(message)
      })
    },
  }
}
