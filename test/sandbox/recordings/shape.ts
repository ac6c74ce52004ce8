// The notation of shapes, and comparison by shape. `{id,tags[2*{end#,start#}],who$user}` is an object with a string, an
// array of two equal objects with two numbers each, and a shape named in `parts.ts`. `#` is a number, `?` a boolean, `!`
// null, `""` an empty string; `[a;3*b]` is one a and three b.

import { partShape } from './parts.ts'

export type Item = Readonly<Record<string, unknown>>

const TIMES = ['created_at', 'editable_until', 'end_datetime']
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/

/** An invented value of a shape. */
const sampleOf = (shape: string): unknown => {
  let at = 0
  const take = (expected: string): boolean => {
    if (!shape.startsWith(expected, at)) return false
    at += expected.length
    return true
  }
  const takeAll = (letters: RegExp): string => {
    letters.lastIndex = at
    const found = letters.exec(shape)?.[0] ?? ''
    at += found.length
    return found
  }
  const object = (): Item => {
    const sample: Record<string, unknown> = {}
    while (!take('}')) {
      const key = takeAll(/[a-z0-9_]+/y)
      if (key === '') throw new Error(`no key at ${at} of ${shape}`)
      sample[key] = value(key)
      take(',')
    }
    return sample
  }
  const array = (key: string): unknown[] => {
    const samples: unknown[] = []
    while (!take(']')) {
      const count = takeAll(/\d+(?=\*)/y)
      if (count !== '') take('*')
      const sample = value(key)
      samples.push(...Array.from({ length: Number(count || 1) }, () => sample))
      take(';')
    }
    return samples
  }
  const value = (key: string): unknown => {
    if (take('{')) return object()
    if (take('[')) return array(key)
    if (take('$')) return sampleOf(partShape(takeAll(/[a-zA-Z0-9]+/y)))
    if (take('#')) return 7
    if (take('?')) return false
    if (take('!')) return null
    if (take('""')) return ''
    if (TIMES.includes(key)) return '2001-02-03T04:05:06.000Z'
    return key.endsWith('_id') ? '77' : key === 'status' ? '200' : `some ${key}`
  }
  return value('value')
}

/** A sample object of a shape. */
export const itemOf = (shape: string): Item => sampleOf(shape) as Item

/** The names of the fixture's objects by their ids, keys and usernames. */
export type Names = ReadonlyMap<string, string>

/** Reduces an object to what is compared: keys, types of values, and names for ids. */
export const outline = (value: unknown, names: Names): unknown => {
  if (Array.isArray(value)) return value.map((item) => outline(item, names))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, outline(inner, names)]),
    )
  }
  if (value === null || value === '') return value
  if (typeof value !== 'string') return typeof value
  return names.get(value) ?? (TIME.test(value) ? 'time' : 'text')
}

/** Reduces a problem to what is compared: everything, with names for ids and without lists of accepted values. */
export const normalizeProblem = (value: unknown, names: Names): unknown => {
  if (Array.isArray(value)) return value.map((item) => normalizeProblem(item, names))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, normalizeProblem(inner, names)]),
    )
  }
  if (typeof value !== 'string') return value
  return value
    .replace(/\d{2,}/g, (id) => names.get(id) ?? id)
    .replace(/^https:.*\/problems\//, '')
    .replace(/(?<=is not one of \[).*(?=\])/, '…')
}
