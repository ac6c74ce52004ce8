// Mutations of the bytes, the status and the headers of a response.

import { pick, type Random } from './answers-random.ts'

export interface WireResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: Buffer
}

/** Property names with a meaning in JavaScript. */
export const KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'then',
  'length',
  'id',
  '',
]

export const corruptText = (random: Random, text: string): string => {
  const position = random(text.length + 1)
  switch (random(9)) {
    case 0:
      return text.slice(0, position)
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
        text.slice(0, position) +
        pick(random, ['"', '\\', ',', '{', '\u0000']) +
        text.slice(position)
      )
  }
}

export const flipBits = (random: Random, body: Buffer): Buffer => {
  const copy = Buffer.from(body)
  for (let flips = 1 + random(4); flips > 0 && copy.length > 0; flips--) {
    const position = random(copy.length)
    copy[position] = (copy[position] ?? 0) ^ (1 << random(8))
  }
  return copy
}

export const STATUSES = [
  201, 202, 204, 206, 301, 304, 400, 401, 402, 403, 404, 410, 418, 429, 500, 503, 999,
]

/** Headers of an exhausted rate limit that resets in the distant future. */
const EXHAUSTED = {
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

export const mutateHeaders = (
  random: Random,
  headers: WireResponse['headers'],
): WireResponse['headers'] => {
  const changed: Record<string, string | string[]> = { ...headers, ...EXHAUSTED }
  for (const name of Object.keys(EXHAUSTED)) {
    const value = pick(random, HEADER_VALUES)
    if (random(4) === 0) changed[name] = random(8) === 0 ? [value, '300'] : value
    else if (random(8) === 0) delete changed[name]
  }
  changed['content-type'] = pick(random, ['text/html', 'image/png', 'application/json', 'x', ''])
  return changed
}
