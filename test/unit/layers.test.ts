// Imports point down, type imports included. The sandbox shares no code with the gateway: both could be wrong together.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

import { ROOT } from '../kit/command.ts'

const filesIn = (directory: string): string[] =>
  readdirSync(join(ROOT, directory), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') || name.endsWith('.tsx'))
    .filter((name) => !/(^|\/)(generated|node_modules|dist)\//.test(name))
    .map((name) => join(directory, name))

/** The project's files that a file imports, statically or not, for types or values. */
const importsOf = (file: string): string[] =>
  [
    ...readFileSync(join(ROOT, file), 'utf8').matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g),
  ].map(([, path = '']) => relative(ROOT, resolve(ROOT, dirname(file), path)))

/** From top to bottom. A file imports from its own layer and from those below it. */
const LAYERS = [
  'src/cli.ts',
  'src/commands.ts',
  'src/index.ts',
  'src/codegen.ts',
  'src/app/',
  'src/telemetry/',
  'src/server/',
  'src/schema/',
  'src/live/',
  'src/recorder/',
  'src/loaders/',
  'src/pipeline/',
  'src/money/',
  'src/execution/',
  'src/archive/',
  'src/plan/',
  'src/x/',
  'src/auth/',
  'src/config/',
  'src/infra/',
]

const layerOf = (file: string): number => LAYERS.findIndex((layer) => file.startsWith(layer))

describe('imports', () => {
  const sources = filesIn('src')

  it('point down', () => {
    const upward = sources.flatMap((file) =>
      importsOf(file)
        .filter((imported) => imported.startsWith('src/') && layerOf(imported) < layerOf(file))
        .map((imported) => `${file} → ${imported}`),
    )
    expect(sources.filter((file) => layerOf(file) < 0)).toEqual([])
    expect(upward).toEqual([])
  })

  it('between rooms of the server point down', () => {
    const rooms: Readonly<Record<string, readonly string[]>> = {
      'index.ts': ['handler.ts', 'http', 'options.ts'],
      'handler.ts': ['streams', 'graphql', 'mcp', 'pages', 'ops', 'http', 'options.ts'],
      streams: ['streams', 'graphql', 'http', 'options.ts'],
      graphql: ['graphql', 'http', 'options.ts'],
      mcp: ['mcp', 'graphql', 'http', 'options.ts'],
      pages: ['pages', 'http', 'options.ts'],
      ops: ['ops', 'http', 'options.ts'],
      http: ['http', 'options.ts'],
      'options.ts': [],
    }
    const roomOf = (file: string): string => relative('src/server', file).split('/', 1)[0] ?? ''
    const disallowed = sources
      .filter((file) => file.startsWith('src/server/'))
      .flatMap((file) =>
        importsOf(file)
          .filter((imported) => imported.startsWith('src/server/'))
          .filter((imported) => !rooms[roomOf(file)]?.includes(roomOf(imported)))
          .map((imported) => `${file} → ${imported}`),
      )
    expect(disallowed).toEqual([])
  })

  it('of the sandbox stay inside it, and only the app starts it', () => {
    const sandbox = filesIn('sandbox')
    expect(sandbox.length).toBeGreaterThan(20)
    for (const file of sandbox) {
      for (const imported of importsOf(file)) expect(imported, file).toMatch(/^sandbox\//)
      if (!file.startsWith('sandbox/world/')) continue
      for (const imported of importsOf(file)) expect(imported, file).toMatch(/^sandbox\/world\//)
    }
    const users = sources.filter((file) =>
      importsOf(file).some((imported) => imported.startsWith('sandbox/')),
    )
    expect(users.filter((file) => !file.startsWith('src/app/'))).toEqual([])
  })

  it('of the test kit are of no test', () => {
    for (const file of filesIn('test/kit')) {
      for (const imported of importsOf(file)) expect(imported, file).not.toMatch(/\.test\.ts$/)
    }
    for (const file of filesIn('bench')) {
      for (const imported of importsOf(file)) expect(imported, file).not.toMatch(/^test\//)
    }
  })
})

it('the schema never sees the client, and the knowledge of X never sees GraphQL', () => {
  for (const file of filesIn('src/schema')) {
    expect(importsOf(file), file).not.toContain('src/x/client.ts')
  }
  for (const file of filesIn('src/x')) {
    expect(readFileSync(join(ROOT, file), 'utf8'), file).not.toMatch(/from 'graphql/)
  }
})

it('at most six files stand directly in src', () => {
  expect(filesIn('src').filter((file) => dirname(file) === 'src').length).toBeLessThanOrEqual(6)
})
