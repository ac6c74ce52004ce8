// GET /2/users and /2/users/by, /2/users/:id, /2/users/by/username/:username, and /2/users/me.

import type { Answer } from './exchange.ts'
import { type Circumstances, envelope, type Found, lookup } from './lookup.ts'
import {
  type Ask,
  IDS,
  invalidRequest,
  type Mistake,
  queryOf,
  readAsk,
  readInPath,
  readValues,
  USERNAMES,
  type ValueKind,
} from './query.ts'
import { fieldProblem, notFoundProblem, type Problem, suspendedUserProblem } from './refusals.ts'
import { refusedUserFields, userShape } from './shapes/user.ts'
import type { View, WireObject } from './shapes/view.ts'
import { USER_EXPANSIONS_PARAMETER } from './vocabulary.ts'
import { nameKey, usersByName } from './world/names.ts'
import type { World, WorldUser } from './world/types.ts'

/** Somebody as the request called them, found or not. */
interface Sought {
  readonly asked: string
  readonly user: WorldUser | undefined
}

/** How a request names users, and who is meant. */
interface Naming {
  readonly many: ValueKind
  readonly one: ValueKind
  readonly find: (world: World) => (asked: string) => WorldUser | undefined
}

const BY_ID: Naming = {
  many: IDS,
  one: { ...IDS, name: 'id' },
  find: (world) => (id) => world.users.get(id),
}

const BY_NAME: Naming = {
  many: USERNAMES,
  one: { ...USERNAMES, name: 'username' },
  find: (world) => {
    const users = usersByName(world)
    return (name) => users.get(nameKey(name))
  },
}

const MOST_USERS = 100

export const me = (userId: string, search: string, circumstances: Circumstances): Answer => {
  const query = queryOf(search)
  const mistakes: Mistake[] = []
  const ask = readAsk(query, [], USER_EXPANSIONS_PARAMETER, circumstances.unlearned, mistakes)
  if (mistakes.length > 0) return invalidRequest(mistakes, circumstances.era)
  const sought = { asked: userId, user: circumstances.world.users.get(userId) }
  return answerOne(sought, 'id', ask, circumstances)
}

const one =
  ({ one, find }: Naming) =>
  (asked: string, search: string, circumstances: Circumstances): Answer => {
    const query = queryOf(search)
    const mistakes: Mistake[] = []
    readInPath(asked, one, query, mistakes)
    const ask = readAsk(
      query,
      [one.name],
      USER_EXPANSIONS_PARAMETER,
      circumstances.unlearned,
      mistakes,
    )
    if (mistakes.length > 0) return invalidRequest(mistakes, circumstances.era)
    const sought = { asked, user: find(circumstances.world)(asked) }
    return answerOne(sought, one.name, ask, circumstances)
  }

const many =
  ({ many, find }: Naming) =>
  (search: string, circumstances: Circumstances): Answer => {
    const query = queryOf(search)
    const mistakes: Mistake[] = []
    const asked = readValues(query, many, MOST_USERS, circumstances.era, mistakes)
    const ask = readAsk(
      query,
      [many.name],
      USER_EXPANSIONS_PARAMETER,
      circumstances.unlearned,
      mistakes,
    )
    if (mistakes.length > 0) return invalidRequest(mistakes, circumstances.era)
    const user = find(circumstances.world)
    // Somebody asked twice is answered once, in whichever letters.
    const sought = new Map(asked.map((name) => [nameKey(name), { asked: name, user: user(name) }]))
    const found = lookupUsers([...sought.values()], many.name, ask, circumstances)
    return envelope(found.data.length > 0 ? found.data : undefined, found, ask, {})
  }

export const userById = one(BY_ID)
export const userByName = one(BY_NAME)
export const usersById = many(BY_ID)
export const usersByNames = many(BY_NAME)

const viewOf = ({ world, now, era, caller }: Circumstances, ask: Ask): View => ({
  world,
  now,
  era,
  caller,
  ask,
})

const refusedFields = (
  { asked, user }: Sought,
  parameter: string,
  ask: Ask,
  circumstances: Circumstances,
): Problem[] =>
  refusedUserFields(user?.id ?? asked, viewOf(circumstances, ask)).map((field) =>
    fieldProblem(circumstances.era, 'user', { section: 'data', parameter }, asked, field),
  )

const answerOne = (
  sought: Sought,
  parameter: string,
  ask: Ask,
  circumstances: Circumstances,
): Answer => {
  if (sought.user === undefined) {
    // Seen in 2026: nobody, asked with a field that is refused, gets `data` made of zero values and no id.
    const errors = refusedFields(sought, parameter, ask, circumstances)
    if (errors.length > 0) return envelope(zeros(ask), { errors, includes: {} }, ask, {})
  }
  const found = lookupUsers([sought], parameter, ask, circumstances)
  return envelope(found.data[0], found, ask, {})
}

const zeros = ({ userFields }: Ask): WireObject => ({
  ...(userFields.includes('created_at') && { created_at: '1970-01-01T00:00:00.000Z' }),
  ...(userFields.includes('protected') && { protected: false }),
  ...(userFields.includes('verified') && { verified: false }),
})

const POSTS_OF_USERS = ['pinned_tweet_id', 'most_recent_tweet_id']

const lookupUsers = (
  everybody: readonly Sought[],
  parameter: string,
  ask: Ask,
  circumstances: Circumstances,
): Found => {
  const { era } = circumstances
  const view = viewOf(circumstances, ask)
  const postsOnly = { ...ask, expansions: new Set<string>() }
  const expansions = POSTS_OF_USERS.filter((name) => ask.expansions.has(name))
  const data: WireObject[] = []
  const errors: Problem[] = []
  /** By id: the pinned one may be the newest too. */
  const tweets = new Map<string, WireObject>()

  const expand = (user: WireObject, expansion: string): void => {
    const id = user[expansion]
    if (typeof id !== 'string') return
    const place = { section: 'includes', parameter: expansion } as const
    const found = lookup(new Set([id]), place, postsOnly, circumstances)
    for (const tweet of found.data) tweets.set(id, tweet)
    errors.push(...found.errors)
  }

  for (const sought of everybody) {
    const { asked, user } = sought
    if (user === undefined) errors.push(notFoundProblem(era, 'user', parameter, asked))
    else if (user.suspended) errors.push(suspendedUserProblem(era, parameter, asked))
    else {
      errors.push(...refusedFields(sought, parameter, ask, circumstances))
      const shape = userShape(user, view)
      data.push(shape)
      for (const expansion of expansions) expand(shape, expansion)
    }
  }
  return { data, errors, includes: tweets.size > 0 ? { tweets: [...tweets.values()] } : {} }
}
