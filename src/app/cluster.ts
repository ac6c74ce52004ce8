// Several processes on one port. The first one leads: it starts the sandbox, if there is one, passes on what the others
// tell each other, and replaces whoever ends. The others are gateways like any.

import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../config/index.ts'
import type { ClosableNews } from '../infra/pub-sub.ts'
import { metricsOfWorkers } from '../telemetry/metrics.ts'
import { exampleOperations } from './example-operations.ts'
import type { Gateway, GatewayOptions } from './gateway.ts'

/** What is said when it is there. */
export type Started = Pick<Gateway, 'url' | 'upstream' | 'owned' | 'loginUrl'>

/** What all workers have in common, besides the settings. */
type Orders = Pick<GatewayOptions, 'sandbox' | 'operations' | 'dataDir'>

type Message =
  | { readonly kind: 'orders'; readonly orders: Orders }
  | { readonly kind: 'started'; readonly started: Started }
  /** A sentence: it cannot start. */
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'news'; readonly text: string }
  /** One asks for the numbers of all, and is told. */
  | { readonly kind: 'metrics?'; readonly id: number }
  | { readonly kind: 'metrics'; readonly id: number; readonly text: string | undefined }

/** After STOP_DELAY_MS and STOP_TIMEOUT_MS a worker has this long to exit. */
const END_MS = 2000

/** Workers that end so soon after one another are not worth replacing. */
const MOST_DEATHS = 10
const DEATHS_WITHIN_MS = 60_000
const LONGEST_PAUSE_MS = 5000

export interface Leading {
  /** All of them listen. */
  readonly started: Started
  /** Ends all of them; what is under way is answered. */
  stop(): Promise<void>
}

export interface LeadOptions {
  readonly config: Config
  /** One that was to replace another cannot start, and says why. */
  readonly onTrouble: (why: string) => void
  /** They cannot go on; it says why. Everything has ended by then. */
  readonly onGivingUp: (why: string) => void
}

/** @throws a sentence when they cannot start */
export const lead = async ({ config, onTrouble, onGivingUp }: LeadOptions): Promise<Leading> => {
  const { orders, close } = await ordersFor(config)
  const workers = new Set<Worker>()
  const deaths: number[] = []
  const begun = Promise.withResolvers<Started>()
  let listening = 0
  const hasBegun = (): boolean => listening >= config.workers
  let stopping: Promise<void> | undefined

  const stop = (): Promise<void> => {
    stopping ??= Promise.all(
      [...workers].map((worker) => end(worker, config.stopDelayMs + config.stopTimeoutMs + END_MS)),
    ).then(close)
    return stopping
  }

  const giveUp = async (why: string): Promise<void> => {
    await stop()
    begun.reject(new Error(why))
    if (hasBegun()) onGivingUp(why)
  }

  const replace = (): void => {
    const time = Date.now()
    deaths.push(time)
    while ((deaths[0] ?? time) < time - DEATHS_WITHIN_MS) deaths.shift()
    if (deaths.length > MOST_DEATHS) {
      void giveUp('The gateway’s processes end as soon as they start. What they said is above.')
      return
    }
    const pause = deaths.length === 1 ? 0 : Math.min(50 * 2 ** deaths.length, LONGEST_PAUSE_MS)
    setTimeout(() => {
      if (stopping === undefined) hire()
    }, pause)
  }

  const hire = (): void => {
    const worker = cluster.fork()
    workers.add(worker)
    const send = (message: Message): void => {
      if (worker.isConnected()) worker.send(message)
    }
    worker.on('online', () => send({ kind: 'orders', orders }))
    worker.on('message', (message: Message) => {
      if (message.kind === 'failed') {
        if (hasBegun()) onTrouble(message.why)
        else void giveUp(message.why)
      }
      if (message.kind === 'started') {
        listening += 1
        if (listening === config.workers) begun.resolve(message.started)
      }
      if (message.kind === 'metrics?') {
        const tell = (text?: string): void => send({ kind: 'metrics', id: message.id, text })
        metricsOfWorkers().then(tell, () => tell())
      }
      if (message.kind === 'news') {
        for (const other of workers) {
          if (other !== worker && other.isConnected()) other.send(message)
        }
      }
    })
    // A worker that is gone cannot be told anything.
    worker.on('error', () => {})
    worker.on('exit', () => {
      workers.delete(worker)
      if (stopping === undefined) replace()
    })
  }

  for (let count = 0; count < config.workers; count++) hire()
  return { started: await begun.promise, stop }
}

const end = async (worker: Worker, withinMs: number): Promise<void> => {
  if (worker.isDead()) return
  const ended = once(worker, 'exit')
  worker.process.kill('SIGTERM')
  const timer = setTimeout(() => worker.process.kill('SIGKILL'), withinMs)
  await ended
  clearTimeout(timer)
}

/** One sandbox for all of them, and a place for its accounts that ends with it. */
const ordersFor = async ({
  x,
  archive,
}: Config): Promise<{ orders: Orders; close: () => Promise<void> }> => {
  if (x !== undefined) return { orders: {}, close: async () => {} }
  const { createSandbox } = await import('../../sandbox/index.ts')
  const { url, credentials, world, close } = await createSandbox()
  const dataDir = mkdtempSync(join(tmpdir(), 'x-metrics-gateway-'))
  return {
    orders: {
      sandbox: { url, credentials },
      operations: exampleOperations({ world, now: Date.now(), archive: archive !== undefined }),
      dataDir,
    },
    close: async () => {
      await close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** A worker's side of it. It ends by itself when the first process does. */
export const follow = async (
  start: (orders: Partial<GatewayOptions>) => Promise<Started>,
  explain: (error: Error) => string,
): Promise<void> => {
  const send = (message: Message, then = (): void => {}): void => {
    process.send?.(message, then)
  }
  const [{ orders }] = (await once(process, 'message')) as [{ orders: Orders }]
  try {
    const { url, upstream, owned, loginUrl } = await start({
      ...orders,
      news: newsOfWorkers(send),
      metricsOfAll: askForMetrics(send),
    })
    send({ kind: 'started', started: { url, upstream, owned, loginUrl } })
  } catch (error) {
    send({ kind: 'failed', why: explain(error as Error) }, () => process.exit(1))
  }
}

/** The first process gathers them. */
const askForMetrics = (send: (message: Message) => void): (() => Promise<string>) => {
  const asked = new Map<number, PromiseWithResolvers<string>>()
  let last = 0
  process.on('message', (message: Message) => {
    if (message.kind !== 'metrics') return
    const waiting = asked.get(message.id)
    asked.delete(message.id)
    if (message.text !== undefined) waiting?.resolve(message.text)
    else waiting?.reject(new Error('a process does not answer'))
  })
  return () => {
    last += 1
    const answer = Promise.withResolvers<string>()
    asked.set(last, answer)
    send({ kind: 'metrics?', id: last })
    return answer.promise
  }
}

const newsOfWorkers = (send: (message: Message) => void): ClosableNews => ({
  tell: (text) => send({ kind: 'news', text }),
  onTold: (listener) => {
    process.on('message', (message: Message) => {
      if (message.kind === 'news') listener(message.text)
    })
  },
  close: async () => {},
})
