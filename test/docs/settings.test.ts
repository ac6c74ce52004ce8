// The settings are listed where people look for them: all of them, with the defaults that they have, and no others.

import { parseEnv } from 'node:util'

import { describe, expect, it } from 'vitest'

import { readConfig } from '../../src/config.ts'
import { environment } from '../../src/settings/environment.ts'
import { read } from '../helpers/documents.ts'

const names = Object.keys(environment.shape).sort()

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
    const defaults = Object.entries(environment.parse({}))
    const written = ([name, value]: [string, unknown]): [string, string] => [
      name,
      typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value),
    ]
    const known = new Map(
      defaults.filter(([, value]) => value !== undefined).map((each) => written(each)),
    )
    for (const [, name = '', told] of rows) expect(told, name).toBe(known.get(name) ?? '–')
  })
})

it('no document speaks of a setting that there is not', () => {
  const known = new Set(names)
  const others = new Set([
    // Of OpenTelemetry, read by its own library.
    'OTEL_EXPORTER_OTLP_HEADERS',
  ])
  for (const name of ['README.md', 'docs/cost.md', 'docs/keys.md', 'docs/limits.md']) {
    const told = read(name).match(/`(?:X|GATEWAY|MAX|LIVE|CACHE|UPSTREAM|OTEL)_[A-Z_]+(?=[`=])/g)
    for (const each of told ?? []) {
      const setting = each.slice(1)
      expect(known.has(setting) || others.has(setting), `${setting} in ${name}`).toBe(true)
    }
  }
})
