// All that a soak needs, each in a process of its own: X, a Redis that keeps what it has said that it keeps, and the
// gateway as it is started anywhere.

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
import { type RedisServer, startRedis } from '../../kit/redis.ts'
import { memoryOf } from './live-memory.ts'
import type { Order, XReport } from './soak-x.ts'

export interface Stage {
  readonly url: string
  readonly x: { readonly url: string; readonly credentials: Credentials }
  readonly redis: RedisServer
  readonly gateway: RunningProcess
  /** Whether it is the process that was started. */
  isAlive(): boolean
  /** What it has logged of mistakes of its own, or said without logging it. */
  readonly mistakes: readonly string[]
  /** MB that it still needs when its garbage is collected: the least of three looks, as it is at work meanwhile. */
  liveMemory(): Promise<number>
  tellX(order: Order): Promise<XReport>
  stop(): Promise<void>
}

export interface StageOptions {
  readonly seed: number
  readonly now: number
  readonly environment: Readonly<Record<string, string>>
}

/** Of the log, what is no mistake of the gateway's. */
const ORDINARY = /^\{"level":"(warn|info)"/

export const setStage = async ({ seed, now, environment }: StageOptions): Promise<Stage> => {
  const scratch = mkdtempSync(join(tmpdir(), 'gateway-soak-'))
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const x = await startProcess(
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
  let told = Promise.resolve()
  /** One order at a time: the next message is the answer to it. */
  const tellX = (order: Order): Promise<XReport> => {
    const answer = told.then(async () => {
      const answered = once(x.child, 'message')
      x.child.send(order)
      const [report] = await answered
      return report as XReport
    })
    told = answer.then(() => {})
    return answer
  }
  const { credentials } = await tellX({})
  const redis = await startRedis(scratch)
  process.once('exit', () => void redis.stop())
  const gateway = await startGateway(url, {
    preload: fileURLToPath(new URL('soak-live.ts', import.meta.url)),
    environment: {
      X_WEB_URL: url,
      ...credentialsOf({ credentials }),
      REDIS_URL: redis.url,
      GATEWAY_SECRET: 'a secret for as long as this takes and no longer',
      ...environment,
    },
  })
  const mistakes: string[] = []
  createInterface({ input: gateway.child.stderr as Readable }).on('line', (line) => {
    if (!ORDINARY.test(line)) mistakes.push(line)
  })
  return {
    url: `http://127.0.0.1:${gateway.port}`,
    x: { url, credentials },
    redis,
    gateway,
    isAlive: () => gateway.child.exitCode === null && gateway.child.signalCode === null,
    mistakes,
    liveMemory: async () => {
      const looks: number[] = []
      for (let time = 0; time < 3; time++) {
        looks.push(await memoryOf(gateway))
        await wait(1000)
      }
      return Math.min(...looks)
    },
    tellX,
    stop: async () => {
      await Promise.all([gateway.stop(), x.stop(), redis.stop()])
    },
  }
}
