// Answers of X, changed as no X has changed them yet: seeded, so that each can be had again.

export interface WireAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: Buffer
}

/** From 0, below `most`. */
export type Random = (most: number) => number

/** Mulberry32: the same for the same seed, everywhere. */
export const randomOf = (seed: number): Random => {
  let state = seed >>> 0
  return (most) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most
  }
}

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
const KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'length', 'id', '']

export const pick = <T>(random: Random, items: readonly T[]): T => items[random(items.length)] as T

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
      put(spot, nested(pick(random, [3, 50, 1500]), random(2) === 0))
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

const spoiledText = (random: Random, text: string): string => {
  const place = random(text.length + 1)
  switch (random(9)) {
    case 0:
      return text.slice(0, place)
    case 1:
      return `\ufeff${text}`
    case 2:
      return text.replace(
        /:(\d+)([,}])/,
        `:${pick(random, ['1e999', '-0', '1E2', '00', '0x1f', 'NaN', '12345678901234567890'])}$2`,
      )
    case 3:
      return text.replace(/"([a-z_]+)":/, `"${pick(random, KEYS)}":`)
    case 4:
      return text.replace('{', `{"deep":${'['.repeat(20_000)}${']'.repeat(20_000)},`)
    case 5:
      return pick(random, ['', ' ', 'null', '[]', '{}', '7', '"text"', '<html><h1>502</h1></html>'])
    case 6:
      return `${text}${pick(random, [' ', '\u0000', '}', text])}`
    case 7:
      return text.replace('"errors":', '"errors":[{"detail":"[1"},7,null],"errors":')
    default:
      return (
        text.slice(0, place) + pick(random, ['"', '\\', ',', '{', '\u0000']) + text.slice(place)
      )
  }
}

const flipped = (random: Random, body: Buffer): Buffer => {
  const copy = Buffer.from(body)
  for (let flips = 1 + random(4); flips > 0 && copy.length > 0; flips--) {
    const place = random(copy.length)
    copy[place] = (copy[place] ?? 0) ^ (1 << random(8))
  }
  return copy
}

const STATUSES = [
  201, 202, 204, 206, 301, 304, 400, 401, 402, 403, 404, 410, 418, 429, 500, 503, 999,
]

/** A window that is used up until the end of all windows. */
const USED_UP = {
  'x-rate-limit-limit': '300',
  'x-rate-limit-remaining': '0',
  'x-rate-limit-reset': '9999999999',
}
const HEADER_VALUES = [
  '',
  '0',
  '-1',
  '1.5',
  'NaN',
  '1e999',
  '0x10',
  '40000',
  '9999999999',
  '99999999999999999999',
  '1792534200',
  'soon',
  '300',
]

const withHeaders = (random: Random, headers: WireAnswer['headers']): WireAnswer['headers'] => {
  const changed: Record<string, string | string[]> = { ...headers, ...USED_UP }
  for (const name of Object.keys(USED_UP)) {
    const value = pick(random, HEADER_VALUES)
    if (random(4) === 0) changed[name] = random(8) === 0 ? [value, '300'] : value
    else if (random(8) === 0) delete changed[name]
  }
  changed['content-type'] = pick(random, ['text/html', 'image/png', 'application/json', 'x', ''])
  return changed
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
