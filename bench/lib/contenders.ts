// The measured servers: how each is started, and the dialect of its queries.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { baseEnvironment } from './environment.ts'
import {
  benchPath,
  freePort,
  launch,
  MEASURED_CORE,
  type Program,
  type RunningProcess,
  startProcess,
} from './processes.ts'
import { type Dialect, OWNER_ID } from './queries.ts'
import { hasRedis, startRedis } from './redis.ts'

/** A server of the comparison. Those of `special` rows are measured in no other row. */
export interface Contender {
  /** The name on the command line. */
  readonly key: string
  readonly name: string
  readonly dialect: Dialect
  readonly special?: true
  /** Whether the machine lacks a program that it needs. */
  readonly isMissing?: boolean
  start(upstream: string): Promise<RunningProcess>
}

const temporaryDirectory = mkdtempSync(join(tmpdir(), 'gateway-bench-'))
process.once('exit', () => rmSync(temporaryDirectory, { recursive: true, force: true }))

const startOnFreePort = async (
  createProgram: (port: number) => Program,
): Promise<RunningProcess> => {
  const port = await freePort()
  return startProcess(createProgram(port), port, MEASURED_CORE)
}

const startPeer = (file: string, upstream: string): Promise<RunningProcess> =>
  startOnFreePort((port) => ({
    arguments: [benchPath(`peers/${file}`), '--port', String(port), '--upstream', upstream],
  }))

export interface GatewayOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** A module that is imported first, and may exchange messages with the benchmark. */
  readonly preload?: string
  readonly wrapper?: readonly string[]
}

const GATEWAY = benchPath('../start.js')

/** Starts the gateway as `npm start` does, with a bearer token. */
export const startGateway = (
  upstream: string,
  options: GatewayOptions = {},
): Promise<RunningProcess> =>
  startOnFreePort((port) => ({
    arguments: [...(options.preload === undefined ? [] : ['--import', options.preload]), GATEWAY],
    environment: {
      X_BEARER_TOKEN: 'bench',
      X_API_URL: upstream,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: join(temporaryDirectory, 'data'),
      ...options.environment,
    },
    hasIpc: options.preload !== undefined,
    ...(options.wrapper && { wrapper: options.wrapper }),
  }))

/** Starts the gateway, or other arguments of node, without waiting until it listens. */
export const startCommand = async (
  environment: Readonly<Record<string, string>>,
  command: readonly string[] = [GATEWAY],
): Promise<RunningProcess> => {
  const port = await freePort()
  const data = mkdtempSync(join(temporaryDirectory, 'start-'))
  return launch(
    {
      arguments: command,
      environment: { HOST: '127.0.0.1', PORT: String(port), DATA_DIR: data, ...environment },
    },
    port,
    MEASURED_CORE,
  ).running
}

export const CACHES_OFF = { CACHE_TTL_SECONDS: '0', PRIVATE_CACHE_TTL_SECONDS: '0' }

/** A TTL longer than the measurement. */
const CACHES_WARM = { CACHE_TTL_SECONDS: '86400' }

/** An account of the settings, whose user has written all posts. */
const OWN_ACCOUNT = {
  X_API_KEY: 'bench',
  X_API_KEY_SECRET: 'bench',
  X_ACCESS_TOKEN: `${OWNER_ID}-bench`,
  X_ACCESS_TOKEN_SECRET: 'bench',
}

/** The smallest cache of the process holds few of the posts, so that nearly all come from Redis. */
const startWithRedis = async (upstream: string): Promise<RunningProcess> => {
  const redis = await startRedis()
  const secret = Buffer.alloc(32).toString('base64')
  const own = { CACHE_MAX_MB: '1', REDIS_URL: redis.url, GATEWAY_SECRET: secret }
  const environment = { ...CACHES_WARM, ...own }
  const gateway = await startGateway(upstream, { environment })
  return {
    ...gateway,
    stop: async () => {
      await gateway.stop()
      await redis.stop()
    },
  }
}

const PLACEHOLDER_URL = 'http://upstream.invalid'

/** Composes the supergraph with GraphQL Mesh, inserts the upstream's URL, and starts Hive Gateway. */
const startHive = (upstream: string): Promise<RunningProcess> => {
  const supergraph = join(temporaryDirectory, 'supergraph.graphql')
  execFileSync(
    process.execPath,
    [
      benchPath('node_modules/@graphql-mesh/compose-cli/esm/bin.js'),
      ...['-c', 'mesh.config.js', '-o', supergraph],
    ],
    { cwd: benchPath('peers/hive'), env: baseEnvironment(), stdio: 'ignore' },
  )
  writeFileSync(supergraph, readFileSync(supergraph, 'utf8').replaceAll(PLACEHOLDER_URL, upstream))
  return startOnFreePort((port) => ({
    arguments: [
      benchPath('node_modules/@graphql-hive/gateway/dist/bin.js'),
      ...['supergraph', supergraph, '--jit', '--host', '127.0.0.1', '--port', String(port)],
    ],
    directory: temporaryDirectory,
  }))
}

export const RAW: Contender = {
  key: 'raw',
  name: 'raw undici pass-through',
  dialect: 'raw',
  start: (upstream) => startPeer('raw.js', upstream),
}

export const CONTENDERS: readonly Contender[] = [
  RAW,
  {
    key: 'gateway',
    name: 'this gateway, caches off',
    dialect: 'gateway',
    start: (upstream) => startGateway(upstream, { environment: CACHES_OFF }),
  },
  {
    key: 'cached',
    name: 'this gateway, cache warm',
    dialect: 'gateway',
    start: (upstream) => startGateway(upstream, { environment: CACHES_WARM }),
  },
  {
    key: 'private',
    name: 'this gateway, caches off',
    dialect: 'gateway',
    special: true,
    start: (upstream) => startGateway(upstream, { environment: { ...CACHES_OFF, ...OWN_ACCOUNT } }),
  },
  {
    key: 'workers',
    name: 'this gateway, two workers, caches off',
    dialect: 'gateway',
    special: true,
    start: (upstream) => startGateway(upstream, { environment: { ...CACHES_OFF, WORKERS: '2' } }),
  },
  {
    key: 'redis',
    name: 'this gateway, cache in Redis',
    dialect: 'gateway',
    special: true,
    isMissing: !hasRedis,
    start: startWithRedis,
  },
  {
    key: 'jit',
    name: 'graphql-jit on node:http, DataLoader',
    dialect: 'gateway',
    start: (upstream) => startPeer('jit.js', upstream),
  },
  {
    key: 'apollo',
    name: 'Apollo Server, DataLoader',
    dialect: 'gateway',
    start: (upstream) => startPeer('apollo.js', upstream),
  },
  {
    key: 'mercurius',
    name: 'mercurius with JIT, DataLoader',
    dialect: 'gateway',
    start: (upstream) => startPeer('mercurius.js', upstream),
  },
  {
    key: 'yoga',
    name: 'GraphQL Yoga with JIT, DataLoader',
    dialect: 'gateway',
    start: (upstream) => startPeer('yoga.js', upstream),
  },
  { key: 'hive', name: 'Hive Gateway with JIT, OpenAPI', dialect: 'openapi', start: startHive },
]
