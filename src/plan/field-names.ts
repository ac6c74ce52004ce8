// A field set as text, which processes compare: the names of its fields, separated by spaces. A text covers another one
// when it has all of its names.

import { LRUCache } from 'lru-cache'

import { memoizeByIdentity } from '../infra/memoize.ts'
import { DEFAULT_TWEET_FIELDS } from '../x/fields.ts'
import { FIELD_LISTS } from '../x/lookup-parameters.ts'
import { DEFAULT_FIELDS, type FieldSet } from './field-set.ts'
import type { Plan } from './plan.ts'

const namesOfPlan = (plan: Plan): string[] =>
  FIELD_LISTS.flatMap((list) =>
    [...plan[list]]
      // X always sends these.
      .filter((name) => list !== 'tweet' || !DEFAULT_FIELDS.has(name))
      .map((name) => `${list}:${name}`),
  )

/** Equal for equal field sets. */
export const fieldNamesOf = memoizeByIdentity(({ plan, included, expansions }: FieldSet): string =>
  [
    ...namesOfPlan(plan),
    ...(included === undefined
      ? []
      : ['included', ...namesOfPlan(included).map((name) => `included:${name}`)]),
    ...[...expansions].map((name) => `expand:${name}`),
  ]
    .sort()
    .join(' '),
)

const parsePlan = (names: readonly string[], prefix: string): Plan => {
  const list = <Name extends string>(kind: string, defaults: readonly Name[] = []): Set<Name> => {
    const start = `${prefix}${kind}:`
    const found = names
      .filter((name) => name.startsWith(start))
      .map((name) => name.slice(start.length))
    return new Set([...defaults, ...(found as Name[])])
  }
  return {
    tweet: list('tweet', DEFAULT_TWEET_FIELDS),
    media: list('media'),
    user: list('user'),
    poll: list('poll'),
    place: list('place'),
    expansions: list('expansions'),
    via: new Set(),
  }
}

const MAX_FIELD_SETS = 1000

const parsed = new LRUCache<string, FieldSet>({ max: MAX_FIELD_SETS })

/** Equal texts give the same object, as comparisons of field sets are memoized by identity. */
export const parseFieldNames = (text: string): FieldSet => {
  const known = parsed.get(text)
  if (known !== undefined) return known
  const names = text.split(' ')
  const fieldSet: FieldSet = {
    plan: parsePlan(names, ''),
    included: names.includes('included') ? parsePlan(names, 'included:') : undefined,
    expansions: new Set(
      names.flatMap((name) => (name.startsWith('expand:') ? [name.slice(7) as never] : [])),
    ),
  }
  parsed.set(text, fieldSet)
  return fieldSet
}
