// Answers about users, judged: for each that was asked for, the user or why there is none.

import { GatewayError } from '../errors.ts'
import type { NamedBy } from './client.ts'
import { invalidAnswer, wordsOf } from './problems.ts'
import { problemKind } from './refusals.ts'
import { isUser } from './shape.ts'
import type { Envelope, Problem, User } from './types.ts'

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

/** @throws when nothing of it can be told */
export const joinUsers = (
  { data, errors = [] }: Envelope,
  by: NamedBy,
): ((name: string) => User | GatewayError) => {
  const users = new Map<string, User>()
  /** X has sent objects of zero values, without an id, for users that do not exist. */
  let zeros = false
  for (const each of (data ?? []) as readonly User[]) {
    zeros ||= each.id === undefined
    if (each.id === undefined) continue
    if (!isUser(each)) throw invalidAnswer()
    users.set(keyOf(by === 'ids' ? each.id : each.username), each)
  }
  const problems = new Map(
    errors.map((problem) => [keyOf(problem.value ?? problem.resource_id), problem]),
  )
  return (name) => {
    const user = users.get(keyOf(name))
    if (user !== undefined) return user
    if (data === undefined || zeros) return userNotFound(name)
    const problem = problems.get(keyOf(name))
    return (problem && errorOf(problem, name)) ?? invalidAnswer()
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
