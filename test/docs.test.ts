// The documents say what is so: their links lead somewhere, and the README's example is answered as printed.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseEnv } from 'node:util'

import { expect, it } from 'vitest'

import { readConfig } from '../src/config.ts'
import { createTestGateway } from './helpers/gateway.ts'

const ROOT = resolve(import.meta.dirname, '..')

const documents = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(resolve(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map(
    (name) => `docs/${name}`,
  ),
].filter((name) => name.endsWith('.md'))

it.each(documents)('every link in %s leads to a file', (name) => {
  const text = readFileSync(resolve(ROOT, name), 'utf8')
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link = '']) => link)
  for (const link of links) {
    expect(existsSync(resolve(ROOT, dirname(name), link)), link).toBe(true)
  }
})

it('the README’s example is answered as printed', async () => {
  await using g = await createTestGateway()
  const readme = readFileSync(resolve(ROOT, 'README.md'), 'utf8')
  const query = /```graphql\n([^`]+)```/.exec(readme)?.[1] ?? ''
  const printed = JSON.parse(/```json\n([^`]+)```/.exec(readme)?.[1] ?? '{}')
  expect(await g.query(query)).toMatchObject(printed)
})

it('.env.example as it is means what no setting at all means', () => {
  const settings = parseEnv(readFileSync(resolve(ROOT, '.env.example'), 'utf8'))
  expect(readConfig(settings)).toEqual(readConfig({}))
})

it('.env.example lists every variable that is read', () => {
  const listed = readFileSync(resolve(ROOT, '.env.example'), 'utf8').match(/^[A-Z_]+(?==)/gm)
  const read = readFileSync(resolve(ROOT, 'src/settings/environment.ts'), 'utf8').match(
    /^ {2}[A-Z_]+(?=:)/gm,
  )
  expect(listed?.sort()).toEqual(read?.map((name) => name.trim()).sort())
})
