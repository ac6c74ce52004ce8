// Starts the processes of the soak test: X, a durable Redis, and the gateway.

import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { startGateway } from '../../../bench/lib/contenders.ts'
import {
  freePort,
  LOAD_CORE,
  type RunningProcess,
  startProcess,
  wait,
} from '../../../bench/lib/processes.ts'
import type { Credentials } from '../../../sandbox/index.ts'
import { credentialsOf } from '../../kit/gateway.ts'
import { type RedisServer, sharing, startRedis } from '../../kit/redis.ts'
import { liveMemory } from './live-memory.ts'
import type { Order, XReport } from './soak-x.ts'

export interface SoakEnvironment {
  readonly url: string
  readonly x: { readonly url: string; readonly credentials: Credentials }
  readonly redis: RedisServer
  readonly gateway: RunningProcess
  /** Whether the gateway is still running. */
  isAlive(): boolean
  /** Errors in the gateway's log, and other output on standard error. */
  readonly loggedErrors: readonly string[]
  /** The live memory of the gateway in MB: the minimum of three measurements. */
  liveMemory(): Promise<number>
  sendToX(order: Order): Promise<XReport>
  stop(): Promise<void>
}

export interface EnvironmentOptions {
  readonly seed: number
  readonly now: number
  readonly environment: Readonly<Record<string, string>>
}

export interface SoakX {
  readonly url: string
  readonly credentials: Credentials
  sendToX(order: Order): Promise<XReport>
  stop(): Promise<void>
}

/** Starts the sandbox with marked data in a process of its own. */
export const startX = async (seed: number, now: number): Promise<SoakX> => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const running = await startProcess(
    {
      arguments: [
        fileURLToPath(new URL('soak-x.ts', import.meta.url)),
        ...['--port', String(port), '--seed', String(seed), '--now', String(now)],
      ],
      hasIpc: true,
    },
    port,
    LOAD_CORE,
  )
  let lastOrder: Promise<void> = Promise.resolve()
  /** Sends one order at a time, because the next message is its reply. */
  const sendToX = (order: Order): Promise<XReport> => {
    const reply = lastOrder.then(async () => {
      const message = once(running.child, 'message')
      running.child.send(order)
      const [report] = await message
      return report as XReport
    })
    lastOrder = reply.then(() => {})
    return reply
  }
  const { credentials } = await sendToX({})
  return { url, credentials, sendToX, stop: running.stop }
}

/** Log lines below the level of errors. */
const NO_ERROR = /^\{"level":"(warn|info)"/

export const startEnvironment = async ({
  seed,
  now,
  environment,
}: EnvironmentOptions): Promise<SoakEnvironment> => {
  const directory = mkdtempSync(join(tmpdir(), 'gateway-soak-'))
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  const x = await startX(seed, now)
  const { url, credentials, sendToX } = x
  const redis = await startRedis(directory)
  process.once('exit', () => void redis.stop())
  const gateway = await startGateway(url, {
    preload: fileURLToPath(new URL('soak-live.ts', import.meta.url)),
    environment: {
      X_WEB_URL: url,
      ...credentialsOf({ credentials }),
      ...sharing(redis),
      ...environment,
    },
  })
  const loggedErrors: string[] = []
  createInterface({ input: gateway.child.stderr as Readable }).on('line', (line) => {
    if (!NO_ERROR.test(line)) loggedErrors.push(line)
  })
  return {
    url: `http://127.0.0.1:${gateway.port}`,
    x,
    redis,
    gateway,
    isAlive: () => gateway.child.exitCode === null && gateway.child.signalCode === null,
    loggedErrors,
    liveMemory: async () => {
      const measurements: number[] = []
      for (let time = 0; time < 3; time++) {
        measurements.push(await liveMemory(gateway))
        await wait(1000)
      }
      return Math.min(...measurements)
    },
    sendToX,
    stop: async () => {
      await Promise.all([gateway.stop(), x.stop(), redis.stop()])
    },
  }
}
