// .env.example and the documents list every setting with its default, and no others.

import { parseEnv } from 'node:util'

import { describe, expect, it } from 'vitest'
import { environment } from '../../src/config/environment.ts'
import { readConfig } from '../../src/config/index.ts'
import { SECRET_SETTINGS } from '../../src/config/secret-files.ts'
import { documents, read } from '../kit/documents.ts'

const names = Object.keys(environment.shape).sort()

/** Defaults in the notation of the documents. */
const defaults = new Map(
  Object.entries(environment.parse({})).flatMap(([name, value]) => {
    if (value === undefined) return []
    return [[name, typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)] as const]
  }),
)

describe('.env.example', () => {
  it('unchanged, is equal to an empty environment', () => {
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

  it('gives each its default', () => {
    for (const [, name = '', listed] of rows) expect(listed, name).toBe(defaults.get(name) ?? '–')
  })
})

const OTHERS = [
  ...SECRET_SETTINGS.map((name) => `${name}_FILE`),
  // Read by tests.
  'X_OPENAPI',
  // Read by the OpenTelemetry library.
  'OTEL_EXPORTER_OTLP_HEADERS',
  // Error codes.
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_INVALID_RESPONSE',
]

// The sandbox has its own settings.
describe.each(documents.filter((name) => name !== 'docs/sandbox.md'))('%s', (name) => {
  it('names settings that exist', () => {
    const named = read(name).match(/`(?:X|GATEWAY|MAX|LIVE|CACHE|UPSTREAM|OTEL)_[A-Z_]+(?=[`=])/g)
    for (const each of named ?? []) expect([...names, ...OTHERS]).toContain(each.slice(1))
  })

  it('gives no other default', () => {
    for (const [, setting = '', text] of read(name).matchAll(/^\| `([A-Z_]+)` \| ([\d.]+) \|/gm)) {
      if (names.includes(setting)) expect(text, setting).toBe(defaults.get(setting))
    }
  })
})
