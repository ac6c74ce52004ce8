// Results about users: the user, or the reason why X sent none.

import { GatewayError } from '../infra/errors.ts'
import type { Envelope } from './envelope.ts'
import { invalidResponse } from './errors.ts'
import type { NamedBy } from './fields.ts'
import type { Gap } from './gaps.ts'
import { detailOf, type Problem, problemKind } from './problems.ts'
import { quote } from './quote.ts'
import { type Read, read } from './reading.ts'
import { isString } from './scalars.ts'
import { isUser } from './shape.ts'
import type { User } from './types.ts'

const userNotFound = (name: string): GatewayError =>
  new GatewayError('USER_NOT_FOUND', `X has no user ${name}.`, { details: { user: name } })

const userNotVisible = (name: string): GatewayError =>
  new GatewayError(
    'USER_NOT_VISIBLE',
    `X does not show this of user ${name}: the account is suspended, or protected.`,
    { details: { user: name } },
  )

/** The error that a problem means for a user; undefined for problems of other kinds. */
const errorOf = (problem: Problem, name: string): GatewayError | undefined => {
  const kind = problemKind(problem.type)
  if (kind === 'resource-not-found') {
    // "User has been suspended: [name]." has the type of a user that does not exist, as issues of client libraries show.
    return /suspended/i.test(detailOf(problem)) ? userNotVisible(name) : userNotFound(name)
  }
  const isHidden = kind === 'not-authorized-for-resource' || kind === 'resource-unavailable'
  return isHidden ? userNotVisible(name) : undefined
}

/** Usernames are case-insensitive. */
const keyOf = (name: unknown): string => String(name).toLowerCase()

/** Why X did not expand users of posts, by id and by lower-case username: a problem has the one that X expanded. */
export const userErrorsIn = (problems: readonly Problem[]): ReadonlyMap<string, GatewayError> => {
  const errors = new Map<string, GatewayError>()
  for (const problem of problems) {
    if (problem.resource_type !== 'user') continue
    const names = [problem.value, problem.resource_id].filter((name) => typeof name === 'string')
    const error = errorOf(problem, quote(names[0]))
    if (error === undefined) continue
    for (const name of names) errors.set(keyOf(name), error)
  }
  return errors
}

/** Client libraries of 2026 have this sentence in problems that name the user nowhere else. */
const FIELD_OF_USER = /on the user with \w+ : \[(\w+)\]/

const isRefusedField = (problem: Problem): boolean =>
  problemKind(problem.type) === 'not-authorized-for-field' && isAboutUser(problem)

export const isAboutUser = ({ resource_type, detail }: Problem): boolean =>
  resource_type === 'user' || (isString(detail) && FIELD_OF_USER.test(detail))

/** Fields that X does not show to this caller, by the id or the lower-case username of the user. */
export const refusedFieldsIn = (problems: readonly Problem[]): ReadonlyMap<string, Gap[]> => {
  const gaps = new Map<string, Gap[]>()
  for (const problem of problems) {
    const { field, value, resource_id, detail } = problem
    if (!isString(field) || !isRefusedField(problem)) continue
    const inDetail = isString(detail) ? FIELD_OF_USER.exec(detail)?.[1] : undefined
    const name = keyOf(value ?? resource_id ?? inDetail)
    gaps.set(name, [...(gaps.get(name) ?? []), refusedField(field)])
  }
  return gaps
}

const refusedField = (field: string): Gap => ({
  code: 'FIELD_REFUSED',
  list: 'user',
  name: field,
  message: `X does not show \`${quote(field)}\` of this user to the caller, so it is null. Of some users, X shows it to the account itself only.`,
})

/** @throws GatewayError when a user of the response cannot be identified */
export const joinUsers = (
  { data = [], errors = [] }: Envelope,
  by: NamedBy,
  names: readonly string[],
): ((name: string) => Read<User> | GatewayError) => {
  const users = new Map<string, Read<User>>()
  for (const object of data) {
    // X sent objects of zero values, without an id, for users that do not exist (recorded in 2026).
    if (object.id === undefined) continue
    const user = read('user', object, isUser, ['id'])
    if (user === undefined) throw invalidResponse()
    users.set(keyOf(by === 'ids' ? object.id : object.username), user)
  }
  const problems = new Map<string, Problem>()
  /** Whether a problem may be about any of the users. */
  let unclear = false
  for (const problem of errors) {
    const name = keyOf(problem.value ?? problem.resource_id)
    if (errorOf(problem, name) !== undefined) problems.set(name, problem)
    else unclear ||= problemKind(problem.type) !== 'not-authorized-for-field'
  }
  const refusedFields = refusedFieldsIn(errors)
  const requested = new Set(names.map(keyOf))
  const hasOthers = [...users.keys()].some((name) => !requested.has(name))
  return (name) => {
    const user = users.get(keyOf(name))
    const refused = refusedFields.get(keyOf(name)) ?? []
    if (user !== undefined) return { ...user, gaps: [...user.gaps, ...refused] }
    const problem = problems.get(keyOf(name))
    const error = problem && errorOf(problem, name)
    // A missing user does not exist only if everything else in the response is understood.
    return error ?? (unclear || hasOthers ? invalidResponse() : userNotFound(name))
  }
}

/** Why a page of a user's posts has no posts. */
export const timelineErrorIn = (
  { data, errors = [] }: Envelope,
  userId: string,
): GatewayError | undefined => {
  if (data === undefined) return userNotFound(userId)
  for (const problem of errors) {
    const isAboutOwner =
      problem.resource_type === 'user' && keyOf(problem.resource_id ?? problem.value) === userId
    const error = isAboutOwner ? errorOf(problem, userId) : undefined
    if (error !== undefined) return error
  }
  return undefined
}
