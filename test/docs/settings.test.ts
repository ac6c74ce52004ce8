// The settings are listed where people look for them: all of them, with the defaults that they have, and no others.

import { parseEnv } from 'node:util'

import { describe, expect, it } from 'vitest'
import { environment } from '../../src/config/environment.ts'
import { readConfig } from '../../src/config/index.ts'
import { documents, read } from '../kit/documents.ts'

const names = Object.keys(environment.shape).sort()

/** As people write them. */
const defaults = new Map(
  Object.entries(environment.parse({})).flatMap(([name, value]) => {
    if (value === undefined) return []
    return [[name, typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)] as const]
  }),
)

describe('.env.example', () => {
  it('as it is means what no setting at all means', () => {
    expect(readConfig(parseEnv(read('.env.example')))).toEqual(readConfig({}))
  })

  it('lists every variable that is read', () => {
    const listed = read('.env.example').match(/^[A-Z_]+(?==)/gm)
    expect(listed?.sort()).toEqual(names)
  })
})

describe('docs/settings.md', () => {
  const rows = [
    ...read('docs/settings.md').matchAll(/^\| `([A-Z_]+)` \| (.+?) \| (.+?) \| (.*?) ?\|$/gm),
  ]

  it('lists every variable that is read, once', () => {
    expect(rows.map(([, name]) => name).sort()).toEqual(names)
  })

  it('gives each the default that it has', () => {
    for (const [, name = '', told] of rows) expect(told, name).toBe(defaults.get(name) ?? '–')
  })
})

const OTHERS = [
  // Of a library, which reads it by itself.
  'OTEL_EXPORTER_OTLP_HEADERS',
  // Codes of errors.
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_INVALID_RESPONSE',
]

/** The sandbox has settings of its own. */
describe.each(documents.filter((name) => name !== 'docs/sandbox.md'))('%s', (name) => {
  it('speaks of settings that there are', () => {
    const told = read(name).match(/`(?:X|GATEWAY|MAX|LIVE|CACHE|UPSTREAM|OTEL)_[A-Z_]+(?=[`=])/g)
    for (const each of told ?? []) expect([...names, ...OTHERS]).toContain(each.slice(1))
  })

  it('says no other default', () => {
    for (const [, setting = '', told] of read(name).matchAll(/^\| `([A-Z_]+)` \| ([\d.]+) \|/gm)) {
      if (names.includes(setting)) expect(told, setting).toBe(defaults.get(setting))
    }
  })
})
