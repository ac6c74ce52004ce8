// The worker's side of a cluster, and its messages. A worker exits when the primary process does.

import cluster from 'node:cluster'
import { once } from 'node:events'

import type { ClosablePubSub } from '../infra/pub-sub.ts'
import type { Gateway, GatewayOptions, XReadiness } from './options.ts'

/** The facts that the banner prints. */
export interface Started extends Pick<Gateway, 'url' | 'upstream' | 'owned' | 'loginUrl'> {
  /** Undefined with the sandbox, and if another process calls X. */
  readonly x: XReadiness | undefined
}

/** Calls X once, if it is the real one. In a cluster, only its first worker does. */
export const factsOf = async (gateway: Gateway): Promise<Started> => {
  const { url, upstream, owned, loginUrl } = gateway
  const isFirst = cluster.worker === undefined || cluster.worker.id === 1
  const x = upstream.kind === 'x' && isFirst ? await gateway.checkX() : undefined
  return { url, upstream, owned, loginUrl, x }
}

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

/** Starts a gateway with the primary's options, and reports the result to the primary. */
export const runWorker = async (
  start: (options: Partial<GatewayOptions>) => Promise<Gateway>,
  explain: (error: Error) => string,
): Promise<void> => {
  const send = (message: Message, onSent = (): void => {}): void => {
    process.send?.(message, onSent)
  }
  const [{ options }] = (await once(process, 'message')) as [{ options: WorkerOptions }]
  try {
    const gateway = await start({
      ...options,
      pubSub: createWorkerPubSub(send),
      clusterMetrics: createMetricsRequests(send),
    })
    send({ kind: 'started', started: await factsOf(gateway) })
  } catch (error) {
    send({ kind: 'failed', reason: explain(error as Error) }, () => process.exit(1))
  }
}

/** Requests the metrics of all workers from the primary. */
const createMetricsRequests = (send: (message: Message) => void): (() => Promise<string>) => {
  const pending = new Map<number, PromiseWithResolvers<string>>()
  let lastId = 0
  process.on('message', (message: Message) => {
    if (message.kind !== 'metrics-response') return
    const request = pending.get(message.id)
    pending.delete(message.id)
    if (message.text !== undefined) request?.resolve(message.text)
    else request?.reject(new Error('A worker did not return its metrics.'))
  })
  return () => {
    lastId += 1
    const request = Promise.withResolvers<string>()
    pending.set(lastId, request)
    send({ kind: 'metrics-request', id: lastId })
    return request.promise
  }
}

const createWorkerPubSub = (send: (message: Message) => void): ClosablePubSub => ({
  publish: (text) => send({ kind: 'publish', text }),
  subscribe: (listener) => {
    process.on('message', (message: Message) => {
      if (message.kind === 'publish') listener(message.text)
    })
  },
  close: async () => {},
})
