// GET /2/users/me and /2/users/:id.

import type { Answer } from './exchange.ts'
import { type Circumstances, envelope, lookup } from './lookup.ts'
import { type Ask, invalidRequest, type Mistake, queryOf, readAsk, readId } from './query.ts'
import { fieldProblem, notFoundProblem, type Problem, suspendedUserProblem } from './refusals.ts'
import { refusedUserFields, userShape } from './shapes/user.ts'
import type { View } from './shapes/view.ts'
import { USER_EXPANSIONS_PARAMETER } from './vocabulary.ts'

export const me = (userId: string, search: string, circumstances: Circumstances): Answer => {
  const query = queryOf(search)
  const mistakes: Mistake[] = []
  const ask = readAsk(query, undefined, USER_EXPANSIONS_PARAMETER, mistakes)
  if (mistakes.length > 0) return invalidRequest(mistakes, circumstances.era)
  return userAnswer(userId, ask, circumstances)
}

export const userById = (id: string, search: string, circumstances: Circumstances): Answer => {
  const query = queryOf(search)
  const mistakes: Mistake[] = []
  readId(id, query, mistakes)
  const ask = readAsk(query, 'id', USER_EXPANSIONS_PARAMETER, mistakes)
  if (mistakes.length > 0) return invalidRequest(mistakes, circumstances.era)
  return userAnswer(id, ask, circumstances)
}

const userAnswer = (id: string, ask: Ask, circumstances: Circumstances): Answer => {
  const { world, now, era, caller } = circumstances
  const view: View = { world, now, era, caller, ask }
  const user = world.users.get(id)
  const refused = refusedUserFields(id, view).map((field) =>
    fieldProblem(era, 'user', { section: 'data', parameter: 'id' }, id, field),
  )
  if (user === undefined) return nobody(id, ask, refused, circumstances)
  if (user.suspended) {
    return envelope(
      undefined,
      { errors: [suspendedUserProblem(era, 'id', id)], includes: {} },
      ask,
      {},
    )
  }
  const data = userShape(user, view)
  const expansions = ['pinned_tweet_id', 'most_recent_tweet_id'].filter((name) =>
    ask.expansions.has(name),
  )
  /** By id: the pinned one may be the newest too. */
  const tweets = new Map<string, unknown>()
  const errors: Problem[] = [...refused]
  for (const name of expansions) {
    const post = data[name]
    if (typeof post !== 'string') continue
    const place = { section: 'includes', parameter: name } as const
    const only = { ...ask, expansions: new Set<string>() }
    const found = lookup(new Set([post]), place, only, circumstances)
    for (const tweet of found.data) tweets.set(post, tweet)
    errors.push(...found.errors)
  }
  const includes = tweets.size > 0 ? { tweets: [...tweets.values()] } : {}
  return envelope(data, { errors, includes }, ask, {})
}

/** Seen in 2026: nobody, asked with a field that is refused, gets `data` made of zero values and no id. */
const nobody = (
  id: string,
  ask: Ask,
  refused: readonly Problem[],
  { era }: Circumstances,
): Answer => {
  if (refused.length === 0) {
    const errors = [notFoundProblem(era, 'user', 'id', id)]
    return envelope(undefined, { errors, includes: {} }, ask, {})
  }
  const zero: Record<string, unknown> = {}
  if (ask.userFields.includes('created_at')) zero.created_at = '1970-01-01T00:00:00.000Z'
  if (ask.userFields.includes('protected')) zero.protected = false
  if (ask.userFields.includes('verified')) zero.verified = false
  return envelope(zero, { errors: [...refused], includes: {} }, ask, {})
}
