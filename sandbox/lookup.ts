// GET /2/tweets and /2/tweets/:id: posts in the requested order, the objects they refer to in `includes`, and
// one problem for each object that X does not return. Without any result there is no `data` key.

import type { Bill } from './bill.ts'
import type { Era } from './era.ts'
import { type FieldSet, readFieldSet } from './field-set.ts'
import { type Caller, type HttpResponse, json } from './http.ts'
import { createIncludes } from './includes.ts'
import {
  ID,
  IDS,
  invalidRequest,
  type ParameterError,
  queryOf,
  readInPath,
  readValues,
} from './query.ts'
import {
  type ErrorLocation,
  type Manners,
  notFoundProblem,
  notVisibleProblem,
  type Problem,
  refusalOf,
} from './refusals.ts'
import { postShape } from './shapes/post.ts'
import { toPostDialect, type View, type WireObject } from './shapes/view.ts'
import type { Unlearned } from './unlearned.ts'
import { POST_EXPANSIONS_PARAMETER } from './vocabulary.ts'
import { isPublished } from './world/published.ts'
import type { World, WorldPost } from './world/types.ts'

/** Everything that the response to one request depends on, apart from the query itself. */
export interface RequestContext {
  readonly world: World
  readonly now: number
  readonly era: Era
  readonly manners: Manners
  readonly caller: Caller
  /** The sandbox's own origin. */
  readonly origin: string
  /** The number of a user's most recent posts that a timeline pages through. */
  readonly reach: number
  readonly unlearned: Unlearned
  readonly bill: Pick<Bill, 'days'>
  /** The balance that X shows. */
  readonly credits: number | undefined
}

const MAX_IDS_PER_CALL = 100

export const lookupMany = (search: string, context: RequestContext): HttpResponse => {
  const query = queryOf(search)
  const parameterErrors: ParameterError[] = []
  const ids = readValues(query, IDS, MAX_IDS_PER_CALL, context.era, parameterErrors)
  const fieldSet = readFieldSet(
    query,
    ['ids'],
    POST_EXPANSIONS_PARAMETER,
    context.unlearned,
    parameterErrors,
  )
  if (parameterErrors.length > 0) return invalidRequest(parameterErrors, context.era)
  const location: ErrorLocation = { section: 'data', parameter: 'ids' }
  const result = lookup(new Set(ids), location, fieldSet, context)
  return envelope(result.data.length > 0 ? result.data : undefined, result, fieldSet, {
    ...(context.era.lookupMeta && { meta: { result_count: result.data.length } }),
  })
}

export const lookupOne = (id: string, search: string, context: RequestContext): HttpResponse => {
  const query = queryOf(search)
  const parameterErrors: ParameterError[] = []
  readInPath(id, ID, query, parameterErrors)
  const fieldSet = readFieldSet(
    query,
    ['id'],
    POST_EXPANSIONS_PARAMETER,
    context.unlearned,
    parameterErrors,
  )
  if (parameterErrors.length > 0) return invalidRequest(parameterErrors, context.era)
  const location: ErrorLocation = { section: 'data', parameter: 'id' }
  const result = lookup(new Set([id]), location, fieldSet, context)
  return envelope(result.data[0], result, fieldSet, {})
}

export interface LookupResult {
  readonly data: WireObject[]
  readonly errors: Problem[]
  readonly includes: WireObject
}

export const envelope = (
  data: unknown,
  { errors, includes }: Omit<LookupResult, 'data'>,
  fieldSet: FieldSet,
  meta: WireObject,
): HttpResponse => {
  const body = {
    ...(data !== undefined && { data }),
    ...(errors.length > 0 && { errors }),
    ...(Object.keys(includes).length > 0 && { includes }),
    ...meta,
  }
  return json(200, fieldSet.dialect === 'post' ? toPostDialect(body) : body)
}

/** The post, or the problem that reports it as missing or not visible to the caller. */
const findPost = (
  id: string,
  location: ErrorLocation,
  { world, now, era, caller }: RequestContext,
): WorldPost | Problem => {
  const post = world.posts.get(id)
  if (post === undefined || !isPublished(post, now)) {
    return notFoundProblem(era, 'tweet', location.parameter, id)
  }
  const author = world.users.get(post.authorId)
  const isAuthor = caller.kind === 'user' && caller.userId === post.authorId
  if (author?.suspended || (author?.protected && !isAuthor)) {
    return notVisibleProblem(era, 'Tweet', location, id)
  }
  return post
}

const isPost = (found: WorldPost | Problem): found is WorldPost => 'authorId' in found

interface ShownPost {
  readonly post: WorldPost
  readonly shape: WireObject
}

/** Posts in the order of their ids, with the objects that they refer to, as the caller may see them. */
export const lookup = (
  ids: ReadonlySet<string>,
  location: ErrorLocation,
  fieldSet: FieldSet,
  context: RequestContext,
): LookupResult => {
  const { now, era, manners, caller } = context
  const view: View = { ...context, fieldSet }
  const errors: Problem[] = []

  /** X applies the same fields to expanded posts, and so refuses them there too. */
  const show = (id: string, location: ErrorLocation): ShownPost | undefined => {
    const post = findPost(id, location, context)
    if (!isPost(post)) {
      errors.push(post)
      return undefined
    }
    const refusal = refusalOf(post, fieldSet.privateGroups, caller, location, now, era, manners)
    errors.push(...refusal.problems)
    return refusal.dropped ? undefined : { post, shape: postShape(post, view, refusal.groups) }
  }

  const shown = [...ids].flatMap((id) => show(id, location) ?? [])
  const includes = createIncludes(view, errors, (id, expansion) =>
    show(id, { section: 'includes', parameter: expansion }),
  )
  for (const { post } of shown) includes.expand(post)
  const data = shown.map(({ shape }) => shape)
  return { data, errors, includes: includes.nonEmpty() }
}
