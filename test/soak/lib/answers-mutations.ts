// Answers of X, changed as no X has changed them yet: seeded, so that each can be had again.

import { pick, type Random } from './answers-random.ts'
import {
  flipped,
  KEYS,
  STATUSES,
  spoiledText,
  type WireAnswer,
  withHeaders,
} from './answers-wire.ts'

type Container = Record<string, unknown> | unknown[]

/** A key or place, and what it is of. */
interface Spot {
  readonly of: Container
  readonly key: string
}

const isContainer = (value: unknown): value is Container =>
  typeof value === 'object' && value !== null

const spotsIn = (value: unknown, spots: Spot[] = []): Spot[] => {
  if (!isContainer(value)) return spots
  for (const key of Object.keys(value)) {
    spots.push({ of: value, key })
    spotsIn(at({ of: value, key }), spots)
  }
  return spots
}

const at = ({ of, key }: Spot): unknown => (of as Record<string, unknown>)[key]

/** An own key whatever it is called: `__proto__` is one in JSON. */
const put = ({ of, key }: Spot, value: unknown): void => {
  Object.defineProperty(of, key, {
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
const otherValue = (random: Random, value: unknown): unknown => {
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

/** One of the value's spots is not what it was. */
const changeOne = (random: Random, value: unknown): void => {
  const spots = spotsIn(value)
  if (spots.length === 0) return
  const spot = pick(random, spots)
  const { of, key } = spot
  const other = pick(random, spots)
  switch (random(12)) {
    case 0:
    case 1:
      if (Array.isArray(of)) of.splice(Number(key), 1)
      else delete of[key]
      return
    case 2:
      put({ of, key: Array.isArray(of) ? key : pick(random, KEYS) }, at(spot))
      return
    case 3:
      put(spot, nested(pick(random, [3, 9, 50, 1500]), random(2) === 0))
      return
    case 4:
      put(spot, 'long '.repeat(pick(random, [100, 5000])))
      return
    case 5:
      if (isContainer(at(other)) && other.of !== of) put(spot, structuredClone(at(other)))
      else put(spot, at(other))
      return
    case 6:
      if (Array.isArray(of)) of.push(structuredClone(at(spot)))
      else put({ of, key: `${key}_2` }, at(spot))
      return
    default:
      put(spot, otherValue(random, at(spot)))
  }
}

const objectAt = (value: unknown, key: string): unknown =>
  isContainer(value) ? at({ of: value, key }) : undefined

/** Posts twice, in another order, missing, or such as nobody asked for. */
const rearrange = (random: Random, body: Record<string, unknown>): void => {
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
      // Two posts with each other's numbers: each is now what X says of it.
      if (isContainer(data[0]) && isContainer(data[1])) {
        const [one, two] = data as [Record<string, unknown>, Record<string, unknown>]
        ;[one.id, two.id] = [two.id, one.id]
      }
      return
    default:
      body[pick(random, ['data', 'errors', 'includes'])] = otherValue(random, data)
  }
}

/** The answer, changed in one to four ways. */
export const mutated = (random: Random, answer: WireAnswer): WireAnswer => {
  const kind = random(20)
  if (kind === 0) return { ...answer, status: pick(random, STATUSES) }
  if (kind === 1) return { ...answer, headers: withHeaders(random, answer.headers) }
  if (kind === 2) return { ...answer, body: flipped(random, answer.body) }
  const text = answer.body.toString()
  if (kind <= 4) return { ...answer, body: Buffer.from(spoiledText(random, text)) }
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return answer
  }
  if (kind <= 6) rearrange(random, body as Record<string, unknown>)
  for (let changes = 1 + random(kind > 16 ? 4 : 2); changes > 0; changes--) {
    // Posts are what is most of it, and what is read most.
    const part = pick(random, [body, body, objectAt(body, 'data'), objectAt(body, 'errors')])
    changeOne(random, part ?? body)
  }
  return { ...answer, body: Buffer.from(JSON.stringify(body)) }
}

export interface Spoiled {
  readonly answer: WireAnswer
  /** Which post was changed: all others are as they were. */
  readonly spoiled: string | undefined
  /** It says now that it is another one. */
  readonly twice: boolean
}

/** The answer with one of its posts changed. */
export const withOneSpoiled = (random: Random, answer: WireAnswer): Spoiled => {
  const body = JSON.parse(answer.body.toString()) as { readonly data?: { readonly id: string }[] }
  const post = body.data?.length ? pick(random, body.data) : undefined
  const spoiled = post?.id
  for (let changes = 1 + random(3); changes > 0; changes--) changeOne(random, post)
  const twice = body.data?.some((each) => each !== post && each.id === post?.id) ?? false
  return { answer: { ...answer, body: Buffer.from(JSON.stringify(body)) }, spoiled, twice }
}
