// Two gateways behind a load balancer, with one X, one Redis, and an archive each: in PostgreSQL, and on a small disk.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { startGateway } from '../../../bench/lib/contenders.ts'
import type { RunningProcess } from '../../../bench/lib/processes.ts'
import { startBalancer } from '../../kit/balancer.ts'
import { credentialsOf } from '../../kit/gateway.ts'
import { type PostgresServer, startPostgres } from '../../kit/postgres.ts'
import { type RedisServer, sharing, startRedis } from '../../kit/redis.ts'
import { type SoakX, startX } from './soak-environment.ts'

export const QUERY_TIMEOUT_MS = 10_000

export interface ChaosGateways {
  /** The balancer's address. */
  readonly url: string
  readonly x: SoakX
  readonly redis: RedisServer
  readonly postgres: PostgresServer
  /** The small disk; undefined for users that may not mount one. */
  readonly disk: { fill(): void; free(): void } | undefined
  readonly gateways: readonly RestartableGateway[]
  /** The gateway with the archive in PostgreSQL. */
  readonly first: RestartableGateway
  /** The gateway with the archive on the disk. */
  readonly second: RestartableGateway
  stop(): Promise<void>
}

export interface RestartableGateway {
  running(): RunningProcess
  /** Stops the process after its requests, and starts another one. */
  restart(): Promise<void>
}

const mount = (path: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', path]).status === 0

const createDisk = (path: string): ChaosGateways['disk'] => {
  if (!mount(path)) return undefined
  // Before the directory is removed.
  process.prependOnceListener('exit', () => spawnSync('umount', ['-l', path]))
  const filler = join(path, 'filler')
  return {
    fill: () => {
      spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k'])
    },
    free: () => rmSync(filler, { force: true }),
  }
}

const temporaryDirectory = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'gateway-chaos-'))
  process.once('exit', () => rmSync(path, { recursive: true, force: true }))
  return path
}

export const startChaosGateways = async (seed: number, now: number): Promise<ChaosGateways> => {
  const x = await startX(seed, now)
  const redis = await startRedis(temporaryDirectory())
  const postgres = await startPostgres()
  process.once('exit', () => void redis.stop())
  process.once('exit', () => void postgres.stop())
  const directory = temporaryDirectory()
  const disk = createDisk(directory)
  const common = {
    ...credentialsOf(x),
    X_WEB_URL: x.url,
    ...sharing(redis),
    QUERY_TIMEOUT_MS: String(QUERY_TIMEOUT_MS),
    // Short, so that X is called often, and stale values exist when it fails.
    CACHE_TTL_SECONDS: '3',
    PRIVATE_CACHE_TTL_SECONDS: '2',
    STOP_DELAY_MS: '1000',
    ARCHIVE: 'on',
  }
  const environments = [
    { ...common, ARCHIVE_URL: await postgres.database('archive') },
    { ...common, DATA_DIR: directory },
  ]
  const start = (environment: Readonly<Record<string, string>>): Promise<RunningProcess> =>
    startGateway(x.url, {
      environment,
      preload: fileURLToPath(new URL('soak-clock.ts', import.meta.url)),
    })
  const urlOf = ({ port }: RunningProcess): string => `http://127.0.0.1:${port}`
  const started = await Promise.all(environments.map(start))
  const balancer = await startBalancer(started.map(urlOf))
  const gateways = started.map((initial, index): RestartableGateway => {
    let running = initial
    return {
      running: () => running,
      restart: async () => {
        const previous = running
        await previous.stop()
        running = await start(environments[index] ?? common)
        balancer.replace(urlOf(previous), urlOf(running))
      },
    }
  })
  const [first, second] = gateways as [RestartableGateway, RestartableGateway]
  return {
    url: balancer.url,
    ...{ x, redis, postgres, disk, gateways, first, second },
    stop: async () => {
      await balancer[Symbol.asyncDispose]()
      await Promise.all(gateways.map((gateway) => gateway.running().stop()))
      await Promise.all([x.stop(), redis.stop(), postgres[Symbol.asyncDispose]()])
    },
  }
}
