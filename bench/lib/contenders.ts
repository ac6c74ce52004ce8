// Those that are measured: how each is started, and in which dialect it is asked.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { freePort, inBench, MEASURED_CORE, type Program, type Running, start } from './processes.ts'
import type { Dialect } from './queries.ts'
import { bareEnvironment } from './settings.ts'

export interface Contender {
  /** As the command line calls it. */
  readonly key: string
  readonly name: string
  readonly dialect: Dialect
  start(upstream: string): Promise<Running>
}

const scratch = mkdtempSync(join(tmpdir(), 'gateway-bench-'))
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))

const startOn = async (programOn: (port: number) => Program): Promise<Running> => {
  const port = await freePort()
  return start(programOn(port), port, MEASURED_CORE)
}

const peer = (file: string, upstream: string): Promise<Running> =>
  startOn((port) => ({
    arguments: [inBench(`peers/${file}`), '--port', String(port), '--upstream', upstream],
  }))

/** A preload is imported before anything else, and may send messages. */
export interface GatewayOptions {
  readonly environment?: Readonly<Record<string, string>>
  readonly preload?: string
}

/** As `npm start` starts it, with a key. */
export const startGateway = (upstream: string, options: GatewayOptions = {}): Promise<Running> =>
  startOn((port) => ({
    arguments: [
      ...(options.preload === undefined ? [] : ['--import', options.preload]),
      inBench('../src/cli.ts'),
    ],
    environment: {
      X_BEARER_TOKEN: 'bench',
      X_API_URL: upstream,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: join(scratch, 'data'),
      ...options.environment,
    },
    talks: options.preload !== undefined,
  }))

export const CACHES_OFF = { CACHE_TTL_SECONDS: '0', PRIVATE_CACHE_TTL_SECONDS: '0' }

/** Long enough for nothing to be asked again while it is measured. */
const CACHES_WARM = { CACHE_TTL_SECONDS: '86400' }

const NO_PLACE = 'http://upstream.invalid'

/** Composed by Mesh, with the upstream's address put in. */
const startHive = (upstream: string): Promise<Running> => {
  const composed = join(scratch, 'supergraph.graphql')
  execFileSync(
    process.execPath,
    [
      inBench('node_modules/@graphql-mesh/compose-cli/esm/bin.js'),
      ...['-c', 'mesh.config.js', '-o', composed],
    ],
    { cwd: inBench('peers/hive'), env: bareEnvironment(), stdio: 'ignore' },
  )
  writeFileSync(composed, readFileSync(composed, 'utf8').replaceAll(NO_PLACE, upstream))
  return startOn((port) => ({
    arguments: [
      inBench('node_modules/@graphql-hive/gateway/dist/bin.js'),
      ...['supergraph', composed, '--jit', '--host', '127.0.0.1', '--port', String(port)],
    ],
    directory: scratch,
  }))
}

export const RAW: Contender = {
  key: 'raw',
  name: 'raw undici pass-through',
  dialect: 'raw',
  start: (upstream) => peer('raw.js', upstream),
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
    key: 'apollo',
    name: 'Apollo Server, DataLoader',
    dialect: 'gateway',
    start: (upstream) => peer('apollo.js', upstream),
  },
  {
    key: 'mercurius',
    name: 'mercurius with JIT, DataLoader',
    dialect: 'gateway',
    start: (upstream) => peer('mercurius.js', upstream),
  },
  { key: 'hive', name: 'Hive Gateway with JIT, OpenAPI', dialect: 'openapi', start: startHive },
]
