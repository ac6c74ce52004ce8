// The two sides of the comparison: what X answered, as the fixture tells, and what the sandbox does.

import { isDeepStrictEqual } from 'node:util'

import type { Fixture } from './fixture.ts'
import { type Item, outline, wording } from './shape.ts'
import type { MadeWorld } from './world.ts'

/** A body with only that left in it which is compared. */
export type Compared = Item

const nonEmpty = (name: string, items: readonly unknown[]): Item =>
  items.length > 0 ? { [name]: items } : {}

/** What X answered. */
export const recordedBody = (fixture: Fixture, made: MadeWorld): Compared => {
  if (typeof fixture.failure?.body === 'object') return fixture.failure.body
  const { names } = made
  const given = (fixture.get === 'me' ? made.users : made.posts.slice(0, made.askedIds.length))
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

/** What the sandbox answered. */
export const replayedBody = (text: string, { names }: MadeWorld): Compared => {
  const { data, includes, ...rest }: Item = JSON.parse(text)
  return {
    ...(data !== undefined && { data: outline(data, names) }),
    ...(includes !== undefined && { includes: outline(includes, names) }),
    ...(wording(rest, names) as Item),
  }
}

/** Of our answer, as much as was kept of X's. No includes are as good as kept: somebody said so. */
export const asMuchAs = (kept: Compared, ours: Compared): Compared => {
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
