// Parses the variables one by one, so that all mistakes are found at once: values that are not valid, and names that are
// probably misspelled.

import type { z } from 'zod'

import { environment, type Values } from './environment.ts'
import { SECRET_SETTINGS } from './secret-files.ts'

type Variables = Readonly<Record<string, string | undefined>>

export interface Parsed {
  /** Invalid values are replaced by their defaults. */
  readonly values: Values
  readonly mistakes: readonly string[]
  /** The names of the settings whose values are invalid. */
  readonly invalid: ReadonlySet<string>
}

const NAMES: readonly string[] = Object.keys(environment.shape)

/** Settings that are also read by a name in lower case, as other programs do. */
const PROXY_NAMES = NAMES.filter((name) => name.endsWith('_PROXY'))

/** Values of these settings are not repeated in messages. */
const SECRET = /SECRET|TOKEN|KEY|REDIS|ARCHIVE_URL|HTTPS?_PROXY/

export const parseVariables = (variables: Variables): Parsed => {
  const set = setValues(variables)
  const mistakes: string[] = []
  const invalid = new Set<string>()
  for (const [name, value] of Object.entries(set)) {
    const problem = problemOf(name, value)
    if (problem === undefined) continue
    mistakes.push(problem)
    invalid.add(name)
  }
  const valid = Object.fromEntries(Object.entries(set).filter(([name]) => !invalid.has(name)))
  return {
    values: environment.parse(valid),
    mistakes: [...mistakes, ...misspelled(variables)],
    invalid,
  }
}

/** The settings in the order of the schema. Blanks around a value, such as a final line break, do not belong to it. */
const setValues = (variables: Variables): Readonly<Record<string, string>> => {
  const trimmed = (name: string): string =>
    ((PROXY_NAMES.includes(name) && variables[name.toLowerCase()]) || variables[name] || '').trim()
  return Object.fromEntries(
    NAMES.map((name) => [name, trimmed(name)] as const).filter(([, value]) => value !== ''),
  )
}

const SCHEMAS: Readonly<Record<string, z.ZodType>> = environment.shape

const problemOf = (name: string, value: string): string | undefined => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to refuse
  if (/[\x00-\x1f\x7f]/.test(value)) {
    return `${name} contains a control character, such as a line break, between other characters.`
  }
  const issue = SCHEMAS[name]?.safeParse(value).error?.issues[0]
  if (issue === undefined) return undefined
  return `${name} ${issue.message}${SECRET.test(name) ? '' : `, but is "${value}"`}.`
}

const FILE_NAMES = SECRET_SETTINGS.map((name) => `${name}_FILE`)
const ALL_NAMES = [...NAMES, ...FILE_NAMES]

const misspelled = (variables: Variables): string[] =>
  Object.keys(variables).flatMap((name) => {
    if (ALL_NAMES.includes(name) || !variables[name]) return []
    const similar = ALL_NAMES.find(
      (known) =>
        variables[known] === undefined &&
        thirdsOf(known).some((third) => name.includes(third)) &&
        distance(name, known) <= Math.min(2, known.length / 6),
    )
    return similar === undefined ? [] : [`${name} is no setting. Is ${similar} meant?`]
  })

/** Two changes leave one of three parts of a name as it is, which is quick to check. */
const thirdsOf = (name: string): readonly string[] => {
  const length = Math.ceil(name.length / 3)
  return [0, 1, 2].map((third) => name.slice(third * length, (third + 1) * length))
}

/** The number of characters to insert, delete or replace (Levenshtein distance). */
const distance = (one: string, other: string): number => {
  // The distance is at least the difference of the lengths.
  if (Math.abs(one.length - other.length) > 2) return Number.POSITIVE_INFINITY
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [index, character] of [...one].entries()) {
    const next = [index + 1]
    for (const [column, otherCharacter] of [...other].entries()) {
      const replaced = (row[column] ?? 0) + (character === otherCharacter ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}
