// Shares rate-limit windows, what subscriptions use of them, refused credentials and the processes' states between the
// gateway's processes, over Redis or through the primary process of a cluster.

import type { CredentialStatus } from '../auth/credential-status.ts'
import type { PubSub } from '../infra/pub-sub.ts'
import type { SharePeers, ShareUse } from '../live/rate-share.ts'
import type { ProcessState } from '../schema/gateway-state.ts'
import type { RateBudget, RateWindow } from '../x/rate-budget.ts'
import type { ReportPeers } from './process-reports.ts'

type PeerMessage =
  | { readonly kind: 'window'; readonly window: RateWindow }
  | { readonly kind: 'refused'; readonly credentialId: string }
  | { readonly kind: 'use'; readonly use: ShareUse }
  | { readonly kind: 'report-request'; readonly from: string }
  | { readonly kind: 'report'; readonly report: ProcessState }

export interface Peers extends SharePeers, ReportPeers {
  publishWindow(window: RateWindow): void
  publishRefusal(credentialId: string): void
  /** Applies what another process has published. */
  receiveUse(use: ShareUse): void
  receiveReportRequest(from: string): void
  receiveReport(report: ProcessState): void
}

const createListeners = <T>() => {
  const listeners: ((value: T) => void)[] = []
  return {
    add: (listener: (value: T) => void): void => {
      listeners.push(listener)
    },
    call: (value: T): void => {
      for (const listener of listeners) listener(value)
    },
  }
}

export const createPeers = (pubSub: PubSub | undefined): Peers => {
  const publish = (message: PeerMessage): void => pubSub?.publish(JSON.stringify(message))
  const uses = createListeners<ShareUse>()
  const requests = createListeners<string>()
  const reports = createListeners<ProcessState>()
  return {
    connected: pubSub !== undefined,
    publishWindow: (window) => publish({ kind: 'window', window }),
    publishRefusal: (credentialId) => publish({ kind: 'refused', credentialId }),
    publishUse: (use) => publish({ kind: 'use', use }),
    requestReports: (from) => publish({ kind: 'report-request', from }),
    publishReport: (report) => publish({ kind: 'report', report }),
    onUse: uses.add,
    onReportRequest: requests.add,
    onReport: reports.add,
    receiveUse: uses.call,
    receiveReportRequest: requests.call,
    receiveReport: reports.call,
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
    else if (message.kind === 'report-request') peers.receiveReportRequest(message.from)
    else if (message.kind === 'report') peers.receiveReport(message.report)
  })
  // During the interruption, refusals may have been lost in both directions.
  pubSub.onReconnect?.(() => {
    credentialStatus.forgetAccepted()
    for (const id of credentialStatus.refusedIds()) peers.publishRefusal(id)
  })
}
