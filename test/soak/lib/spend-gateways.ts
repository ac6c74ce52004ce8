// Gateways with spend limits, in processes of their own: one process, several workers, or several machines on one Redis.
// They are killed and started again on the same data.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { startGateway } from '../../../bench/lib/contenders.ts'
import { createSandbox, type Sandbox } from '../../../sandbox/index.ts'
import { processesOf } from '../../kit/processes.ts'
import { sharing, startRedis } from '../../kit/redis.ts'
import { worldWithPosts } from '../../kit/sandbox/world-with-posts.ts'

export const SETUPS = ['process', 'workers', 'machines'] as const

export type SetupName = (typeof SETUPS)[number]

const SHAPES: Readonly<Record<SetupName, { readonly gateways: number; readonly workers: number }>> =
  {
    process: { gateways: 1, workers: 1 },
    workers: { gateways: 1, workers: 4 },
    machines: { gateways: 3, workers: 1 },
  }

export interface SpendGateways extends AsyncDisposable {
  readonly urls: readonly string[]
  readonly x: Sandbox
  readonly ids: readonly string[]
  /** The ids that X was asked for, and has billed. */
  readonly requested: ReadonlySet<string>
  /** Kills a gateway, or one of its workers, and resolves when it serves again. */
  kill(index: number): Promise<void>
  /** Resolves when no gateway is being started again. */
  ready(): Promise<void>
}

/** Long enough that calls are in flight when a process is killed. */
const LATENCY_MS = 40
const PLENTY = 1_000_000

export const startSpendGateways = async (
  setup: SetupName,
  posts: number,
  environment: Readonly<Record<string, string>>,
): Promise<SpendGateways> => {
  const { gateways, workers } = SHAPES[setup]
  const directory = mkdtempSync(join(tmpdir(), 'spend-'))
  const redis = setup === 'machines' ? await startRedis(directory) : undefined
  const { world, ids } = worldWithPosts({ posts })
  const limit = { app: PLENTY, user: PLENTY }
  const x = await createSandbox({ seed: world, limits: { 'GET /2/tweets': limit } })
  const requested = new Set<string>()
  x.fault({
    kind: 'delay',
    ms: LATENCY_MS,
    when: ({ path, query }) => {
      if (path === '/2/tweets') {
        for (const id of query.ids?.split(',') ?? []) if (id !== '') requested.add(id)
      }
      return true
    },
  })
  const start = (index: number) =>
    startGateway(x.url, {
      environment: {
        X_BEARER_TOKEN: x.credentials.bearer,
        DATA_DIR: join(directory, String(index)),
        WORKERS: String(workers),
        ARCHIVE: 'off',
        LOG_LEVEL: 'error',
        ...(redis && {
          ...sharing(redis),
        }),
        ...environment,
      },
    })
  const running = await Promise.all(Array.from({ length: gateways }, (_, index) => start(index)))
  const urlOf = ({ port }: { readonly port: number }): string => `http://127.0.0.1:${port}`
  const urls = running.map(urlOf)
  let starting = Promise.resolve()
  return {
    urls,
    x,
    ids,
    requested,
    kill: async (index) => {
      const gateway = running[index]
      if (gateway === undefined) return
      const { leader, workers: ofGateway } = processesOf({ pid: gateway.child.pid ?? 0 })
      const [worker] = workers > 1 ? ofGateway : []
      if (worker !== undefined) {
        // The primary process replaces it.
        process.kill(worker, 'SIGKILL')
        return
      }
      for (const pid of [leader, ...ofGateway]) process.kill(pid, 'SIGKILL')
      starting = start(index).then((next) => {
        running[index] = next
        urls[index] = urlOf(next)
      })
      await starting
    },
    ready: () => starting,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(running.map((gateway) => gateway.stop()))
      await x.close()
      await redis?.[Symbol.asyncDispose]()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
