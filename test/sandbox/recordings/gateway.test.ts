// Every recorded response of X through the gateway: each value of it is in the answer to a query for all fields, in both
// dialects.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { toPostDialect } from '../../../sandbox/shapes/view.ts'
import { createTestGateway, type TestGateway } from '../../kit/gateway.ts'
import { fieldFor, isLeftOut } from '../../kit/x-properties.ts'
import { ALL_FIELDS } from './all-fields.ts'
import { FIXTURES } from './fixtures/index.ts'
import { replay } from './replay.ts'
import type { Item } from './shape.ts'
import { worldOf } from './world.ts'

interface Body {
  readonly data?: Item | readonly Item[]
  readonly includes?: Readonly<Record<string, readonly Item[]>>
}

interface Leaf {
  /** The path without indices, such as `tweet.entities.urls.start`. */
  readonly path: string
  /** The keys and indices from the object to the value. */
  readonly steps: readonly (string | number)[]
  readonly value: unknown
}

const isObject = (value: unknown): value is Item => typeof value === 'object' && value !== null

/** The values of an object. A list of texts or numbers is one value. */
const leavesOf = (value: unknown, path: string, steps: Leaf['steps'] = []): readonly Leaf[] => {
  if (Array.isArray(value) && value.some(isObject)) {
    return value.flatMap((item, index) => leavesOf(item, path, [...steps, index]))
  }
  if (!isObject(value) || Array.isArray(value)) return [{ path, steps, value }]
  return Object.entries(value).flatMap(([key, inner]) =>
    leavesOf(inner, `${path}.${key}`, [...steps, key]),
  )
}

/** Lists of two numbers are objects in the schema. */
const IS_OBJECT = /\.coordinates\.coordinates$|\.geometry\.coordinates$/

/** The gateway's value for a leaf of X's object. */
const valueIn = (object: unknown, root: string, { steps }: Leaf): unknown => {
  let path = root
  let value = object
  for (const step of steps) {
    if (typeof step === 'string') path = `${path}.${step}`
    const fields =
      typeof step === 'number' ? [step] : IS_OBJECT.test(path) ? [] : fieldFor(path).split('.')
    for (const field of fields) {
      if (field !== '') value = isObject(value) ? value[field] : undefined
    }
  }
  return value
}

/** A value of the gateway in X's form: objects with an identity by their id, points and ranges as lists. */
const asOfX = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asOfX)
  if (!isObject(value)) return value
  if ('longitude' in value) return [value.longitude, value.latitude]
  if ('start' in value) return [value.start, value.end]
  return value.mediaKey ?? value.id
}

const ENUMS = /\.(reply_settings|voting_status|referenced_tweets\.type)$/

const isEqual = (leaf: Leaf, value: unknown): boolean => {
  const plain = (text: unknown): string => String(text).replaceAll('_', '').toLowerCase()
  if (ENUMS.test(leaf.path)) return plain(value) === plain(leaf.value)
  // X has sent these numbers as text.
  if (/\.(edits_remaining|status)$/.test(leaf.path)) return Number(leaf.value) === value
  return JSON.stringify(value) === JSON.stringify(leaf.value)
}

const KINDS: Readonly<Record<string, string>> = {
  Post: 'tweet',
  User: 'user',
  Poll: 'poll',
  Place: 'place',
}

/** Two answers about one thing, of which each may lack a part. */
const merged = (a: unknown, b: unknown): unknown => {
  if (!isObject(a) || !isObject(b)) return a ?? b
  if (Array.isArray(a) && Array.isArray(b)) return a.map((item, index) => merged(item, b[index]))
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries([...keys].map((key) => [key, merged(a[key], b[key])]))
}

/** All objects with an identity in an answer, by kind and id; those that occur twice are merged. */
const collect = (value: unknown, into: Map<string, unknown>): void => {
  if (!isObject(value)) return
  if (typeof value.__typename === 'string') {
    const key = `${KINDS[value.__typename] ?? 'media'} ${value.mediaKey ?? value.id}`
    into.set(key, merged(into.get(key), value))
  }
  for (const inner of Object.values(value)) collect(inner, into)
}

const INCLUDED: Readonly<Record<string, string>> = {
  media: 'media',
  places: 'place',
  polls: 'poll',
  tweets: 'tweet',
  users: 'user',
}

const listOf = (data: Body['data'] = []): readonly Item[] =>
  Array.isArray(data) ? data : [data as Item]

describe.each(['tweet', 'post'] as const)('in the %s dialect', (dialect) => {
  let g: TestGateway
  beforeAll(async () => {
    g = await createTestGateway({
      environment: { MAX_QUERY_COST: '1000000', MAX_QUERY_FIELDS: '100000' },
    })
  })
  afterAll(() => g[Symbol.asyncDispose]())

  /** The objects that the gateway makes of a response of X. */
  const objectsFrom = async (body: Body, isMe: boolean): Promise<ReadonlyMap<string, unknown>> => {
    const data = listOf(body.data)
    // A lookup by list, whatever the recorded endpoint. The included posts are in `data` as well: the gateway looks them up
    // by id if objects around them are selected.
    const list = { ...body, data: [...data, ...(body.includes?.tweets ?? [])] }
    const fault = g.x.fault({
      kind: 'answer',
      body: dialect === 'post' ? toPostDialect(list) : list,
    })
    const ids = data.map(({ id }) => id)
    const objects = new Map<string, unknown>()
    const queries = isMe
      ? [ALL_FIELDS.users]
      : [ALL_FIELDS.posts, ALL_FIELDS.privateMetrics, ALL_FIELDS.ids]
    for (const query of queries) collect((await g.query(query, { ids })).data, objects)
    fault.remove()
    return objects
  }

  it('each value of every recording is in the answer', async () => {
    const lost: string[] = []
    let found = 0
    for (const fixture of FIXTURES) {
      if (fixture.failure !== undefined) continue
      const body: Body = JSON.parse((await replay(fixture, worldOf(fixture))).text)
      const isMe = fixture.get === 'me'
      const objects = body.data === undefined ? new Map() : await objectsFrom(body, isMe)
      const included = Object.entries(body.includes ?? {}).flatMap(([name, items]) =>
        items.map((item) => [INCLUDED[name] ?? name, item] as const),
      )
      const data = listOf(body.data).map((item) => [isMe ? 'user' : 'tweet', item] as const)
      for (const [kind, item] of [...data, ...included]) {
        const object = objects.get(`${kind} ${item.media_key ?? item.id}`)
        for (const leaf of leavesOf(item, kind).filter(({ path }) => !isLeftOut(path))) {
          const value = asOfX(valueIn(object, kind, leaf)) ?? null
          if (isEqual(leaf, value)) found += 1
          else {
            lost.push(
              `${fixture.recording}: ${leaf.path} ${JSON.stringify(leaf.value)} is ${JSON.stringify(value)}`,
            )
          }
        }
      }
    }
    expect(lost).toEqual([])
    expect(found).toBeGreaterThan(7_000)
  })
})
