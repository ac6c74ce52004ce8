// Answers about users, judged: for each that was asked for, the user or why there is none.

import { GatewayError } from '../infra/errors.ts'
import { invalidAnswer } from './errors.ts'
import type { NamedBy } from './fields.ts'
import { problemKind, wordsOf } from './problems.ts'
import { type Read, read } from './reading.ts'
import { isUser } from './shape.ts'
import type { Envelope, Problem, User } from './types.ts'
import { quoted } from './words.ts'

const userNotFound = (name: string): GatewayError =>
  new GatewayError('USER_NOT_FOUND', `X has no user ${name}.`, { details: { user: name } })

const userNotVisible = (name: string): GatewayError =>
  new GatewayError(
    'USER_NOT_VISIBLE',
    `X does not show this of user ${name}: the account is suspended, or protected.`,
    { details: { user: name } },
  )

/** What is wrong with a user that was asked for by that name, if it is that. */
const errorOf = (problem: Problem, name: string): GatewayError | undefined => {
  const kind = problemKind(problem.type)
  if (kind === 'not-authorized-for-resource' || kind === 'resource-unavailable') {
    return userNotVisible(name)
  }
  if (kind !== 'resource-not-found') return undefined
  return /suspended/i.test(wordsOf(problem)) ? userNotVisible(name) : userNotFound(name)
}

/** Usernames are one whatever their letters. */
const keyOf = (name: unknown): string => String(name).toLowerCase()

/** Why X did not expand users of posts, by id or by lower-case username: X names them as it expanded them. */
export const userErrorsIn = (problems: readonly Problem[]): ReadonlyMap<string, GatewayError> => {
  const errors = new Map<string, GatewayError>()
  for (const problem of problems) {
    if (problem.resource_type !== 'user') continue
    const names = [problem.value, problem.resource_id].filter((name) => typeof name === 'string')
    const error = errorOf(problem, quoted(names[0]))
    if (error === undefined) continue
    for (const name of names) errors.set(keyOf(name), error)
  }
  return errors
}

/** @throws when nothing of it can be told */
export const joinUsers = (
  { data, errors = [] }: Envelope,
  by: NamedBy,
  names: readonly string[],
): ((name: string) => Read<User> | GatewayError) => {
  const users = new Map<string, Read<User>>()
  for (const each of (data ?? []) as readonly User[]) {
    // X has sent objects of zero values, without an id, for users that do not exist.
    if (each.id === undefined) continue
    const user = read('user', each, isUser, ['id'])
    if (user === undefined) throw invalidAnswer()
    users.set(keyOf(by === 'ids' ? each.id : each.username), user)
  }
  const problems = new Map<string, Problem>()
  /** X has left a user out for a reason that may be about any of them. */
  let unclear = false
  for (const problem of errors) {
    const name = keyOf(problem.value ?? problem.resource_id)
    if (errorOf(problem, name) !== undefined) problems.set(name, problem)
    else unclear ||= problemKind(problem.type) !== 'not-authorized-for-field'
  }
  const asked = new Set(names.map(keyOf))
  const strangers = [...users.keys()].some((name) => !asked.has(name))
  return (name) => {
    const user = users.get(keyOf(name))
    if (user !== undefined) return user
    const problem = problems.get(keyOf(name))
    const error = problem && errorOf(problem, name)
    // Absence says that there is no such user only in an answer that is understood completely.
    return error ?? (unclear || strangers ? invalidAnswer() : userNotFound(name))
  }
}

/** Of an answer about somebody's posts: why there are none. */
export const timelineErrorIn = (
  { data, errors = [] }: Envelope,
  userId: string,
): GatewayError | undefined => {
  if (data === undefined) return userNotFound(userId)
  for (const problem of errors) {
    if (
      problem.resource_type !== 'user' ||
      keyOf(problem.resource_id ?? problem.value) !== userId
    ) {
      continue
    }
    const error = errorOf(problem, userId)
    if (error !== undefined) return error
  }
  return undefined
}
