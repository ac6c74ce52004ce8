// Shares rate-limit windows, what subscriptions use of them, and refused credentials between the gateway's processes, over Redis or through the primary
// process of a cluster.

import type { CredentialStatus } from '../auth/credential-status.ts'
import type { PubSub } from '../infra/pub-sub.ts'
import type { SharePeers, ShareUse } from '../live/rate-share.ts'
import type { RateBudget, RateWindow } from '../x/rate-budget.ts'

type PeerMessage =
  | { readonly kind: 'window'; readonly window: RateWindow }
  | { readonly kind: 'refused'; readonly credentialId: string }
  | { readonly kind: 'use'; readonly use: ShareUse }

export interface Peers extends SharePeers {
  publishWindow(window: RateWindow): void
  publishRefusal(credentialId: string): void
  /** Applies what another process has published. */
  receiveUse(use: ShareUse): void
}

export const createPeers = (pubSub: PubSub | undefined): Peers => {
  const publish = (message: PeerMessage): void => pubSub?.publish(JSON.stringify(message))
  const listeners: ((use: ShareUse) => void)[] = []
  return {
    publishWindow: (window) => publish({ kind: 'window', window }),
    publishRefusal: (credentialId) => publish({ kind: 'refused', credentialId }),
    publishUse: (use) => publish({ kind: 'use', use }),
    onUse: (listener) => {
      listeners.push(listener)
    },
    receiveUse: (use) => {
      for (const listener of listeners) listener(use)
    },
  }
}

/** Applies the messages of other processes. */
export const subscribeToPeers = (
  pubSub: PubSub,
  peers: Peers,
  budget: RateBudget,
  credentialStatus: CredentialStatus,
): void => {
  pubSub.subscribe((text) => {
    const message: PeerMessage = JSON.parse(text)
    if (message.kind === 'window') budget.merge(message.window)
    else if (message.kind === 'refused') credentialStatus.learnRefusal(message.credentialId)
    else if (message.kind === 'use') peers.receiveUse(message.use)
  })
  // During the interruption, refusals may have been lost in both directions.
  pubSub.onReconnect?.(() => {
    credentialStatus.forgetAccepted()
    for (const id of credentialStatus.refusedIds()) peers.publishRefusal(id)
  })
}
