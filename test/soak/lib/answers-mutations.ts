// Seeded, reproducible mutations of X responses.

import { pick, type Random } from './answers-random.ts'
import {
  corruptText,
  flipBits,
  KEYS,
  mutateHeaders,
  STATUSES,
  type WireResponse,
} from './answers-wire.ts'

type Container = Record<string, unknown> | unknown[]

/** A key of an object or an index of an array. */
interface Location {
  readonly parent: Container
  readonly key: string
}

const isContainer = (value: unknown): value is Container =>
  typeof value === 'object' && value !== null

const listLocations = (value: unknown, locations: Location[] = []): Location[] => {
  if (!isContainer(value)) return locations
  for (const key of Object.keys(value)) {
    locations.push({ parent: value, key })
    listLocations(read({ parent: value, key }), locations)
  }
  return locations
}

const read = ({ parent, key }: Location): unknown => (parent as Record<string, unknown>)[key]

/** Defines an own property, even for `__proto__`, as JSON.parse does. */
const put = ({ parent, key }: Location, value: unknown): void => {
  Object.defineProperty(parent, key, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  })
}

const nested = (depth: number, asList: boolean): unknown => {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = asList ? [value] : { deep: value }
  return value
}

const NUMBERS = [
  -1,
  -0,
  0,
  0.5,
  1e-7,
  2 ** 31,
  2 ** 32 + 5,
  2 ** 52,
  2 ** 53,
  2 ** 53 - 1,
  1e21,
  1.7e308,
]
const TEXTS = [
  '',
  ' ',
  '0',
  '-1',
  '007',
  'null',
  'unknown',
  '1970-01-01T00:00:00.000Z',
  '2026-02-30T00:00:00.000Z',
  '2026-13-01',
  'constructor',
  '__proto__',
  'toString',
  'a new word of X',
  '20&expansions=author_id',
  '99999999999999999999',
  '\ud800',
  '\u0000\u2028',
  'https://api.x.com/2/problems/resource-not-found',
  'https://api.x.com/2/problems/internal-error',
]
const randomValue = (random: Random, value: unknown): unknown => {
  switch (random(9)) {
    case 0:
      return null
    case 1:
      return pick(random, NUMBERS)
    case 2:
      return pick(random, TEXTS)
    case 3:
      return random(2) === 0
    case 4:
      return []
    case 5:
      return {}
    case 6:
      return isContainer(value) ? pick(random, TEXTS) : [value]
    case 7:
      return typeof value === 'string' ? Number(value) : JSON.stringify(value)
    default:
      return { toString: 1, valueOf: null, length: -1 }
  }
}

/** Changes one random location within the value. */
const mutateValue = (random: Random, value: unknown): void => {
  const locations = listLocations(value)
  if (locations.length === 0) return
  const location = pick(random, locations)
  const { parent, key } = location
  const other = pick(random, locations)
  switch (random(12)) {
    case 0:
    case 1:
      if (Array.isArray(parent)) parent.splice(Number(key), 1)
      else delete parent[key]
      return
    case 2:
      put({ parent, key: Array.isArray(parent) ? key : pick(random, KEYS) }, read(location))
      return
    case 3:
      put(location, nested(pick(random, [3, 9, 50, 1500]), random(2) === 0))
      return
    case 4:
      put(location, 'long '.repeat(pick(random, [100, 5000])))
      return
    case 5:
      if (isContainer(read(other)) && other.parent !== parent)
        put(location, structuredClone(read(other)))
      else put(location, read(other))
      return
    case 6:
      if (Array.isArray(parent)) parent.push(structuredClone(read(location)))
      else put({ parent, key: `${key}_2` }, read(location))
      return
    default:
      put(location, randomValue(random, read(location)))
  }
}

const objectAt = (value: unknown, key: string): unknown =>
  isContainer(value) ? read({ parent: value, key }) : undefined

/** Duplicates, reorders, removes or adds posts. */
const mutateList = (random: Random, body: Record<string, unknown>): void => {
  const { data } = body
  if (!Array.isArray(data)) return
  switch (random(6)) {
    case 0:
      data.reverse()
      return
    case 1:
      data.push(...structuredClone(data))
      return
    case 2:
      data.splice(random(data.length + 1), 1)
      return
    case 3:
      data.unshift({ ...(data[0] as object), id: String(10 ** 15 + random(10 ** 6)) })
      return
    case 4:
      // Swaps the ids of two posts, and so their metrics.
      if (isContainer(data[0]) && isContainer(data[1])) {
        const [one, two] = data as [Record<string, unknown>, Record<string, unknown>]
        ;[one.id, two.id] = [two.id, one.id]
      }
      return
    default:
      body[pick(random, ['data', 'errors', 'includes'])] = randomValue(random, data)
  }
}

/** A response with one to four mutations. */
export const mutate = (random: Random, response: WireResponse): WireResponse => {
  const kind = random(20)
  if (kind === 0) return { ...response, status: pick(random, STATUSES) }
  if (kind === 1) return { ...response, headers: mutateHeaders(random, response.headers) }
  if (kind === 2) return { ...response, body: flipBits(random, response.body) }
  const text = response.body.toString()
  if (kind <= 4) return { ...response, body: Buffer.from(corruptText(random, text)) }
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return response
  }
  if (kind <= 6) mutateList(random, body as Record<string, unknown>)
  for (let changes = 1 + random(kind > 16 ? 4 : 2); changes > 0; changes--) {
    // Favors posts, which the gateway reads most.
    const part = pick(random, [body, body, objectAt(body, 'data'), objectAt(body, 'errors')])
    mutateValue(random, part ?? body)
  }
  return { ...response, body: Buffer.from(JSON.stringify(body)) }
}

export interface MutatedResponse {
  readonly response: WireResponse
  /** The id of the changed post. All other posts are unchanged. */
  readonly changedId: string | undefined
  /** Whether the changed post now has the id of another post. */
  readonly isDuplicate: boolean
}

/** A response in which one post is changed. */
export const mutateOnePost = (random: Random, response: WireResponse): MutatedResponse => {
  const body = JSON.parse(response.body.toString()) as { readonly data?: { readonly id: string }[] }
  const post = body.data?.length ? pick(random, body.data) : undefined
  const changedId = post?.id
  for (let changes = 1 + random(3); changes > 0; changes--) mutateValue(random, post)
  const isDuplicate = body.data?.some((each) => each !== post && each.id === post?.id) ?? false
  return {
    response: { ...response, body: Buffer.from(JSON.stringify(body)) },
    changedId,
    isDuplicate,
  }
}
