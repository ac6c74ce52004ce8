// GET /2/users and /2/users/by, /2/users/:id, /2/users/by/username/:username, and /2/users/me.

import { type FieldSet, readFieldSet } from './field-set.ts'
import type { HttpResponse } from './http.ts'
import { envelope, type LookupResult, lookup, type RequestContext } from './lookup.ts'
import {
  IDS,
  invalidRequest,
  type ParameterError,
  queryOf,
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

/** A requested id or username with the user it belongs to, if any. */
interface UserMatch {
  readonly requested: string
  readonly user: WorldUser | undefined
}

/** The parameters of a lookup by id or by username, and the lookup itself. */
interface Identifier {
  readonly many: ValueKind
  readonly one: ValueKind
  readonly find: (world: World) => (requested: string) => WorldUser | undefined
}

const BY_ID: Identifier = {
  many: IDS,
  one: { ...IDS, name: 'id' },
  find: (world) => (id) => world.users.get(id),
}

const BY_NAME: Identifier = {
  many: USERNAMES,
  one: { ...USERNAMES, name: 'username' },
  find: (world) => {
    const users = usersByName(world)
    return (name) => users.get(nameKey(name))
  },
}

const MAX_USERS = 100

export const me = (userId: string, search: string, context: RequestContext): HttpResponse => {
  const query = queryOf(search)
  const parameterErrors: ParameterError[] = []
  const fieldSet = readFieldSet(
    query,
    [],
    USER_EXPANSIONS_PARAMETER,
    context.unlearned,
    parameterErrors,
  )
  if (parameterErrors.length > 0) return invalidRequest(parameterErrors, context.era)
  const match = { requested: userId, user: context.world.users.get(userId) }
  return respondWithOne(match, 'id', fieldSet, context)
}

const one =
  ({ one, find }: Identifier) =>
  (requested: string, search: string, context: RequestContext): HttpResponse => {
    const query = queryOf(search)
    const parameterErrors: ParameterError[] = []
    readInPath(requested, one, query, parameterErrors)
    const fieldSet = readFieldSet(
      query,
      [one.name],
      USER_EXPANSIONS_PARAMETER,
      context.unlearned,
      parameterErrors,
    )
    if (parameterErrors.length > 0) return invalidRequest(parameterErrors, context.era)
    const match = { requested, user: find(context.world)(requested) }
    return respondWithOne(match, one.name, fieldSet, context)
  }

const many =
  ({ many, find }: Identifier) =>
  (search: string, context: RequestContext): HttpResponse => {
    const query = queryOf(search)
    const parameterErrors: ParameterError[] = []
    const requested = readValues(query, many, MAX_USERS, context.era, parameterErrors)
    const fieldSet = readFieldSet(
      query,
      [many.name],
      USER_EXPANSIONS_PARAMETER,
      context.unlearned,
      parameterErrors,
    )
    if (parameterErrors.length > 0) return invalidRequest(parameterErrors, context.era)
    const user = find(context.world)
    // A user requested twice is returned once, regardless of letter case.
    const matches = new Map(
      requested.map((name) => [nameKey(name), { requested: name, user: user(name) }]),
    )
    const result = lookupUsers([...matches.values()], many.name, fieldSet, context)
    return envelope(result.data.length > 0 ? result.data : undefined, result, fieldSet, {})
  }

export const userById = one(BY_ID)
export const userByName = one(BY_NAME)
export const usersById = many(BY_ID)
export const usersByNames = many(BY_NAME)

const refusedFields = (
  { requested, user }: UserMatch,
  parameter: string,
  fieldSet: FieldSet,
  context: RequestContext,
): Problem[] =>
  refusedUserFields(user?.id ?? requested, { ...context, fieldSet }).map((field) =>
    fieldProblem(context.era, 'user', { section: 'data', parameter }, requested, field),
  )

const respondWithOne = (
  match: UserMatch,
  parameter: string,
  fieldSet: FieldSet,
  context: RequestContext,
): HttpResponse => {
  if (match.user === undefined) {
    // Recorded in 2026: an unknown user requested with a refused field has `data` of zero values without an id.
    const errors = refusedFields(match, parameter, fieldSet, context)
    if (errors.length > 0)
      return envelope(zeroValues(fieldSet), { errors, includes: {} }, fieldSet, {})
  }
  const result = lookupUsers([match], parameter, fieldSet, context)
  return envelope(result.data[0], result, fieldSet, {})
}

const zeroValues = ({ userFields }: FieldSet): WireObject => ({
  ...(userFields.includes('created_at') && { created_at: '1970-01-01T00:00:00.000Z' }),
  ...(userFields.includes('protected') && { protected: false }),
  ...(userFields.includes('verified') && { verified: false }),
})

const POST_EXPANSIONS = ['pinned_tweet_id', 'most_recent_tweet_id']

const lookupUsers = (
  matches: readonly UserMatch[],
  parameter: string,
  fieldSet: FieldSet,
  context: RequestContext,
): LookupResult => {
  const { era } = context
  const view: View = { ...context, fieldSet }
  const withoutExpansions = { ...fieldSet, expansions: new Set<string>() }
  const expansions = POST_EXPANSIONS.filter((name) => fieldSet.expansions.has(name))
  const data: WireObject[] = []
  const errors: Problem[] = []
  /** Posts by id: the pinned one may be the newest as well. */
  const tweets = new Map<string, WireObject>()
  const users = new Map<string, WireObject>()

  const expand = (user: WireObject, expansion: string): void => {
    const id = user[expansion]
    if (typeof id !== 'string') return
    const location = { section: 'includes', parameter: expansion } as const
    const result = lookup(new Set([id]), location, withoutExpansions, context)
    for (const tweet of result.data) tweets.set(id, tweet)
    errors.push(...result.errors)
  }

  for (const match of matches) {
    const { requested, user } = match
    if (user === undefined) errors.push(notFoundProblem(era, 'user', parameter, requested))
    else if (user.suspended) errors.push(suspendedUserProblem(era, parameter, requested))
    else {
      errors.push(...refusedFields(match, parameter, fieldSet, context))
      const shape = userShape(user, view)
      data.push(shape)
      for (const expansion of expansions) expand(shape, expansion)
      if (fieldSet.expansions.has('affiliation')) {
        for (const id of user.affiliation?.user_id ?? []) {
          const affiliate = context.world.users.get(id)
          if (affiliate !== undefined) users.set(id, userShape(affiliate, view))
        }
      }
    }
  }
  const includes = {
    ...(tweets.size > 0 && { tweets: [...tweets.values()] }),
    ...(users.size > 0 && { users: [...users.values()] }),
  }
  return { data, errors, includes }
}
