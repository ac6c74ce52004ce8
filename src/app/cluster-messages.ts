// The messages between the primary process of a cluster and its workers.

import type { Gateway, GatewayOptions } from './options.ts'

/** The facts that the banner prints. */
export type Started = Pick<Gateway, 'url' | 'upstream' | 'owned' | 'loginUrl'>

/** The options that all workers share, beside the settings. */
export type WorkerOptions = Pick<GatewayOptions, 'sandbox' | 'operations' | 'dataDir'>

export type Message =
  | { readonly kind: 'options'; readonly options: WorkerOptions }
  | { readonly kind: 'started'; readonly started: Started }
  /** The worker cannot start; `reason` is a sentence. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** A pub/sub message, which the primary relays to the other workers. */
  | { readonly kind: 'publish'; readonly text: string }
  | { readonly kind: 'metrics-request'; readonly id: number }
  | { readonly kind: 'metrics-response'; readonly id: number; readonly text: string | undefined }
