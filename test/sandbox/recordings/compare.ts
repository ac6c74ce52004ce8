// The two sides of the comparison: X's response, rebuilt from the fixture, and that of the sandbox.

import { isDeepStrictEqual } from 'node:util'

import type { Fixture } from './fixture.ts'
import { type Item, normalizeProblem, outline } from './shape.ts'
import type { FixtureWorld } from './world.ts'

/** A body reduced to the parts that are compared. */
export type Compared = Item

const nonEmpty = (name: string, items: readonly unknown[]): Item =>
  items.length > 0 ? { [name]: items } : {}

/** The response of X. */
export const recordedBody = (fixture: Fixture, made: FixtureWorld): Compared => {
  if (typeof fixture.failure?.body === 'object') return fixture.failure.body
  const { names } = made
  const given = (fixture.get === 'me' ? made.users : made.posts.slice(0, made.requestedIds.length))
    .filter((item) => item !== undefined)
    .map((item) => outline(item, names))
  const included = {
    ...nonEmpty('media', made.media),
    ...nonEmpty('places', made.places),
    ...nonEmpty('polls', made.polls),
    ...nonEmpty(
      'tweets',
      (fixture.included ?? []).map((index) => made.posts[index]),
    ),
    ...nonEmpty('users', fixture.get === 'me' ? [] : made.users),
  }
  const isList = fixture.get === 'posts' || fixture.get === 'timeline'
  const errors = (fixture.errors ?? []).flatMap(({ about, problems }) =>
    problems(typeof about === 'number' ? `post ${about}` : about),
  )
  return {
    ...(given.length > 0 && { data: isList ? given : given[0] }),
    ...nonEmpty('errors', errors),
    ...(Object.keys(included).length > 0 && { includes: outline(included, names) }),
    ...(fixture.counted && { meta: { result_count: given.length } }),
  }
}

/** The response of the sandbox. */
export const replayedBody = (text: string, { names }: FixtureWorld): Compared => {
  const { data, includes, ...rest }: Item = JSON.parse(text)
  return {
    ...(data !== undefined && { data: outline(data, names) }),
    ...(includes !== undefined && { includes: outline(includes, names) }),
    ...(normalizeProblem(rest, names) as Item),
  }
}

/** Reduces the sandbox's body to the recorded part of X's. Includes are always compared. */
export const reduceTo = (kept: Compared, ours: Compared): Compared => {
  const part = (name: string): unknown => {
    const [theirs, all] = [kept[name], ours[name]]
    if (!Array.isArray(theirs) || !Array.isArray(all)) return all
    return name === 'data'
      ? all.slice(0, theirs.length)
      : all.filter((error) => theirs.some((one) => isDeepStrictEqual(one, error)))
  }
  return Object.fromEntries([...Object.keys(kept), 'includes'].map((name) => [name, part(name)]))
}

export const withoutOrderOfUsers = (body: Compared): Compared => {
  const { users, ...includes } = body.includes as Item
  const sorted = listOf(users).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  return { ...body, includes: { ...includes, users: sorted } }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
