// What the gateway's processes tell each other: rate-limit windows, and credentials that X has refused. Over Redis, or
// through the first process of a cluster.

import type { CredentialStatus } from '../auth/credential-status.ts'
import type { News } from '../infra/pub-sub.ts'
import type { RateBudget, RateWindow } from '../x/rate-budget.ts'

type PeerMessage =
  | { readonly kind: 'window'; readonly window: RateWindow }
  | { readonly kind: 'refused'; readonly credentialId: string }

export interface Peers {
  tellWindow(window: RateWindow): void
  tellRefusal(credentialId: string): void
}

export const createPeers = (news: News | undefined): Peers => {
  const publish = (message: PeerMessage): void => news?.tell(JSON.stringify(message))
  return {
    tellWindow: (window) => publish({ kind: 'window', window }),
    tellRefusal: (credentialId) => publish({ kind: 'refused', credentialId }),
  }
}

/** Applies what the others tell. */
export const listenToPeers = (
  news: News,
  peers: Peers,
  budget: RateBudget,
  credentialStatus: CredentialStatus,
): void => {
  news.onTold((text) => {
    const message = JSON.parse(text) as PeerMessage
    if (message.kind === 'window') budget.merge(message.window)
    else if (message.kind === 'refused') credentialStatus.learnRefusal(message.credentialId)
  })
  // Refusals may have been missed, and some of this process may not have reached the others.
  news.onReconnect?.(() => {
    credentialStatus.forgetAccepted()
    for (const id of credentialStatus.refusedIds()) peers.tellRefusal(id)
  })
}
