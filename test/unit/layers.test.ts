// Imports point one way. The sandbox must know nothing of ours, or both could be wrong together.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

import { expect, it } from 'vitest'

const SOURCE = resolve(import.meta.dirname, '../src')

const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(SOURCE, name))

/** The files of ours that a file imports. */
const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)].map(([, path = '']) =>
    relative(SOURCE, resolve(dirname(file), path)),
  )

it('the sandbox imports nothing outside itself', () => {
  const sandbox = sources.filter((file) => relative(SOURCE, file).startsWith('sandbox/'))
  expect(sandbox.length).toBeGreaterThan(20)
  for (const file of sandbox) {
    for (const imported of importsOf(file)) expect(imported, file).toMatch(/^sandbox\//)
  }
})

it('the sandbox’s world knows nothing of HTTP', () => {
  for (const file of sources.filter((name) => name.includes('/sandbox/world/'))) {
    for (const imported of importsOf(file)) expect(imported, file).toMatch(/^sandbox\/world\//)
  }
})

/** From bottom to top; a file may import from its own row and those before it. */
const ROWS: readonly (readonly string[])[] = [
  ['errors.ts', 'in-time.ts', 'remembered.ts', 'selected.ts', 'trace.ts'],
  ['settings/', 'config.ts', 'http.ts', 'upstream.ts', 'redis.ts', 'sqlite.ts', 'cache/'],
  ['auth/'],
  ['x/'],
  ['plan.ts'],
  ['archive/'],
  ['loaders/'],
  ['schema/'],
  ['execution/'],
  ['server/'],
  ['observing/'],
  ['sandbox/'],
  ['examples.ts', 'past.ts', 'peers.ts', 'places.ts', 'gateway.ts', 'index.ts'],
  ['cluster.ts'],
  ['cli.ts'],
]

const rowOf = (name: string): number =>
  ROWS.findIndex((row) => row.some((prefix) => name === prefix || name.startsWith(prefix)))

it('imports point down', () => {
  for (const file of sources) {
    const name = relative(SOURCE, file)
    expect(rowOf(name), name).toBeGreaterThanOrEqual(0)
    for (const imported of importsOf(file)) {
      expect(rowOf(imported), `${name} → ${imported}`).toBeLessThanOrEqual(rowOf(name))
    }
  }
})

it('the schema never sees the client, and what is known of X never sees GraphQL', () => {
  for (const file of sources) {
    const name = relative(SOURCE, file)
    if (name.startsWith('schema/')) expect(importsOf(file), name).not.toContain('x/client.ts')
    if (name.startsWith('x/')) expect(readFileSync(file, 'utf8'), name).not.toMatch(/from 'graphql/)
  }
})
