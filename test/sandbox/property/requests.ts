// Random requests for the data endpoints: mostly valid ones, with every field and expansion of both dialects, and the
// variations of careless or hostile clients. Each has a verdict, so that a test can check whether it is rejected.

import fc from 'fast-check'

import type { World, WorldPost } from '../../../sandbox/index.ts'
import { NOW } from '../../kit/sandbox/call.ts'
import { CALLERS, type CallerName } from './callers.ts'
import {
  bareCommas,
  hostileText,
  joinParts,
  listParameter,
  type Part,
  part,
  unknownParameters,
  type Verdict,
} from './query-parts.ts'
import { spanParts } from './span-parts.ts'
import {
  MEDIA_FIELDS,
  PLACE_FIELDS,
  POLL_FIELDS,
  POST_EXPANSIONS,
  POST_FIELDS,
  POST_USER_EXPANSIONS,
  POST_USER_FIELDS,
  TWEET_EXPANSIONS,
  TWEET_FIELDS,
  TWEET_USER_EXPANSIONS,
  TWEET_USER_FIELDS,
} from './vocabulary.ts'

export type RequestKind =
  | 'many'
  | 'one'
  | 'timeline'
  | 'me'
  | 'user'
  | 'users'
  | 'labs'
  | 'unrouted'
  | 'oauth'

export interface RandomRequest {
  readonly kind: RequestKind
  readonly who: CallerName
  readonly method: string
  /** The path as it is sent. */
  readonly path: string
  readonly search: string
  readonly body?: { readonly type: string; readonly text: string }
  /** Replaces the caller's own header where apps authenticate. */
  readonly authorization?: string
  readonly ids: readonly string[]
  readonly verdict: Verdict
}

export interface RawResponse {
  readonly status: number
  readonly type: string
  readonly location: string | undefined
  readonly text: string
}

const postParameters = (dialect: 'tweet' | 'post'): fc.Arbitrary<Part> =>
  fc
    .tuple(
      dialect === 'post'
        ? listParameter('post.fields', POST_FIELDS)
        : listParameter('tweet.fields', TWEET_FIELDS),
      listParameter('expansions', dialect === 'post' ? POST_EXPANSIONS : TWEET_EXPANSIONS),
      listParameter('media.fields', MEDIA_FIELDS),
      listParameter('poll.fields', POLL_FIELDS),
      listParameter('place.fields', PLACE_FIELDS),
      listParameter('user.fields', dialect === 'post' ? POST_USER_FIELDS : TWEET_USER_FIELDS),
      unknownParameters,
    )
    .map(joinParts)

const userParameters = (dialect: 'tweet' | 'post'): fc.Arbitrary<Part> =>
  fc
    .tuple(
      dialect === 'post'
        ? listParameter('post.fields', POST_FIELDS)
        : listParameter('tweet.fields', TWEET_FIELDS),
      listParameter(
        'expansions',
        dialect === 'post' ? POST_USER_EXPANSIONS : TWEET_USER_EXPANSIONS,
      ),
      listParameter('user.fields', dialect === 'post' ? POST_USER_FIELDS : TWEET_USER_FIELDS),
      unknownParameters,
    )
    .map(joinParts)

const MISSING = ['987654320000', '2100000000000000001', '1', '0', '9999999999999999999', '007']

const MALFORMED = [
  'abc',
  '-1',
  '12345678901234567890',
  ' 5',
  '5 ',
  '1.5',
  '1e5',
  '0x1f',
  '５',
  '%35',
  '💥',
  '__proto__',
  'constructor',
  '5\0',
  '1/2',
  '1;2',
]

/** The world's posts by kind, so that rare kinds are requested as often as common ones. */
const kindsOf = (world: World): readonly (readonly string[])[] => {
  const posts = [...world.posts.values()]
  const ids = (fits: (post: WorldPost) => unknown): string[] =>
    posts.filter(fits).map(({ id }) => id)
  const [owner, ...others] = world.accounts
  const author = (post: WorldPost) => world.users.get(post.authorId)
  return [
    ids(({ authorId }) => authorId === owner),
    ids(({ authorId }) => authorId === owner),
    ...others.map((account) => ids(({ authorId }) => authorId === account)),
    ids(({ authorId }) => !world.accounts.includes(authorId)),
    ids((post) => author(post)?.protected),
    ids((post) => author(post)?.suspended),
    ids(({ references }) => references.some(({ type }) => type === 'retweeted')),
    ids(({ references }) => references.some(({ type }) => type !== 'retweeted')),
    ids(({ versions }) => versions.length > 1),
    ids(({ numbers }) => numbers.promoted),
    ids(({ mediaKeys }) => mediaKeys.length > 0),
    // Videos past the age limit or of another owner have private groups without values.
    ids(({ authorId, mediaKeys }) => authorId === owner && mediaKeys[0]?.startsWith('13_')),
    ids(({ createdAt }) => createdAt > NOW),
    MISSING,
  ].filter(({ length }) => length > 0)
}

interface Ids {
  readonly ids: readonly string[]
  readonly verdict: Verdict
}

const postIds = (world: World): fc.Arbitrary<string> =>
  fc.oneof(...kindsOf(world).map((kind) => fc.constantFrom(...kind)))

const userIds = (world: World): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...world.users.keys()) },
    { weight: 1, arbitrary: fc.constantFrom('9', '2100000000000000001', '0') },
  )

const validIds = (id: fc.Arbitrary<string>, max: number): fc.Arbitrary<Ids> =>
  fc
    .oneof(
      { weight: 12, arbitrary: fc.array(id, { minLength: 1, maxLength: 8 }) },
      { weight: 1, arbitrary: fc.array(id, { minLength: max - 6, maxLength: max }) },
    )
    .map((ids): Ids => ({ ids, verdict: 'valid' }))

/** Valid ids; occasionally none, too many, or with other values between them. */
const idLists = (id: fc.Arbitrary<string>, max: number): fc.Arbitrary<Ids> => {
  const valid = validIds(id, max)
  const altered = fc
    .tuple(valid, fc.constantFrom(...MALFORMED, ''), fc.nat())
    .map(([{ ids }, wrong, at]): Ids => {
      const given = ids.toSpliced(at % (ids.length + 1), 0, wrong)
      return { ids: given, verdict: wrong === '' ? 'unknown' : 'invalid' }
    })
  const tooMany = fc.integer({ min: max + 1, max: max + 20 }).map(
    (count): Ids => ({
      ids: Array.from({ length: count }, (_, index) => String(index + 1)),
      verdict: 'invalid',
    }),
  )
  return fc.oneof(
    { weight: 40, arbitrary: valid },
    { weight: 2, arbitrary: altered },
    { weight: 1, arbitrary: tooMany },
    { weight: 1, arbitrary: fc.constant<Ids>({ ids: [], verdict: 'invalid' }) },
  )
}

/** The ids in the query: once or occasionally twice. */
const idsPart = ({ ids, verdict }: Ids): fc.Arbitrary<Part> => {
  const once = part('ids', ids.join(','), verdict)
  const missing: Part = { text: '', verdict: 'invalid' }
  return ids.length === 0
    ? fc.constantFrom(missing, once)
    : fc.oneof(
        { weight: 20, arbitrary: fc.constant(once) },
        { weight: 10, arbitrary: fc.constant(bareCommas(once)) },
        {
          weight: 1,
          arbitrary: fc.constant<Part>({ ...joinParts([once, once]), verdict: 'invalid' }),
        },
      )
}

const who: fc.Arbitrary<CallerName> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom<CallerName>('app', 'owner', 'owner-oauth2', 'second', 'third'),
  },
  { weight: 1, arbitrary: fc.constantFrom(...CALLERS) },
)

const dialect = fc.constantFrom('tweet', 'tweet', 'post')

const lists = (
  kind: RequestKind,
  path: string,
  id: fc.Arbitrary<string>,
  parameters: fc.Arbitrary<Part>,
): fc.Arbitrary<RandomRequest> =>
  fc.record({ who, given: idLists(id, 100), parameters }).chain(({ given, parameters, ...rest }) =>
    fc.tuple(idsPart(given), fc.boolean()).map(([ids, first]): RandomRequest => {
      const { text, verdict } = joinParts(first ? [ids, parameters] : [parameters, ids])
      return {
        ...rest,
        kind,
        method: 'GET',
        path,
        search: text,
        ids: given.ids,
        verdict,
      }
    }),
  )

const one = (world: World): fc.Arbitrary<RandomRequest> => {
  const valid = validIds(postIds(world), 100).map(
    ({ ids }): Ids => ({ ids: ids.slice(0, 1), verdict: 'valid' }),
  )
  const altered = fc
    .constantFrom(...MALFORMED)
    .map((id): Ids => ({ ids: [id], verdict: 'invalid' }))
  return fc
    .record({
      who,
      given: fc.oneof({ weight: 25, arbitrary: valid }, { weight: 1, arbitrary: altered }),
      parameters: dialect.chain(postParameters),
      again: fc.oneof(
        { weight: 60, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) },
      ),
    })
    .map(({ who: as, given, parameters, again }): RandomRequest => {
      const [id = ''] = given.ids
      // An id in the query duplicates the one in the path.
      const parts = again ? [parameters, part('id', id, 'invalid')] : [parameters]
      const { text, verdict } = joinParts([{ text: '', verdict: given.verdict }, ...parts])
      return {
        kind: 'one',
        who: as,
        method: 'GET',
        path: `/2/tweets/${encodeURIComponent(id)}`,
        search: text,
        ids: given.ids,
        verdict,
      }
    })
}

const users = (world: World): fc.Arbitrary<RandomRequest> =>
  fc
    .record({
      who,
      user: fc.oneof(
        { weight: 10, arbitrary: fc.constant('me') },
        { weight: 23, arbitrary: userIds(world) },
        { weight: 1, arbitrary: fc.constantFrom(...MALFORMED) },
      ),
      parameters: dialect.chain(userParameters),
    })
    .map(({ who: as, user, parameters }): RandomRequest => {
      const isMe = user === 'me'
      return {
        kind: isMe ? 'me' : 'user',
        who: as,
        method: 'GET',
        path: `/2/users/${encodeURIComponent(user)}`,
        search: parameters.text,
        ids: isMe ? [] : [user],
        verdict: isMe || /^[0-9]{1,19}$/.test(user) ? parameters.verdict : 'invalid',
      }
    })

const timelines = (world: World): fc.Arbitrary<RandomRequest> =>
  fc
    .record({
      who,
      user: fc.oneof(
        { weight: 10, arbitrary: fc.constantFrom(...world.accounts) },
        { weight: 20, arbitrary: userIds(world) },
        { weight: 1, arbitrary: fc.constantFrom(...MALFORMED) },
      ),
      span: spanParts,
      parameters: dialect.chain(postParameters),
    })
    .map(({ who: as, user, span, parameters }): RandomRequest => {
      const { text, verdict } = joinParts([span, parameters])
      return {
        kind: 'timeline',
        who: as,
        method: 'GET',
        path: `/2/users/${encodeURIComponent(user)}/tweets`,
        search: text,
        ids: [user],
        verdict: /^[0-9]{1,19}$/.test(user) ? verdict : 'invalid',
      }
    })

const labs = (world: World): fc.Arbitrary<RandomRequest> =>
  fc
    .record({ who, given: idLists(postIds(world), 50), odd: unknownParameters })
    .chain(({ given, odd, ...rest }) =>
      idsPart(given).map((ids): RandomRequest => {
        const { text, verdict } = joinParts([ids, odd])
        return {
          ...rest,
          kind: 'labs',
          method: 'GET',
          path: '/labs/1/tweets/metrics/private',
          search: text,
          ids: given.ids,
          verdict,
        }
      }),
    )

const STRAY_PATHS = [
  '/2',
  '/2/',
  '/2/nothing',
  '/2/tweets/',
  '/2/tweets/1/2',
  '/2/tweets/%',
  '/2/tweets/%E0%A4%A',
  '/2/tweets/%00',
  '/2/tweets/%2F',
  '/2/users/',
  '/2/users//x',
  '/2/users/me/',
  '/2/users/__proto__',
  '/2//tweets',
  '/labs/1/tweets',
  '/labs/1/tweets/metrics/private/',
  '/constructor',
  '/__proto__',
  '/1.1/statuses/show.json',
  '//',
  '/favicon.ico',
]

/** Unknown paths, and methods other than GET and HEAD. */
const unrouteds: fc.Arbitrary<RandomRequest> = fc
  .record({
    who,
    method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
    path: fc.constantFrom(...STRAY_PATHS, '/2/tweets', '/2/users/me', '/2/tweets/1'),
    odd: unknownParameters,
    text: hostileText,
    type: fc.constantFrom('application/x-www-form-urlencoded', 'application/json', 'text/plain'),
  })
  .filter(({ method, path }) => method !== 'GET' || STRAY_PATHS.includes(path))
  .map(
    ({ odd, text, type, method, ...rest }): RandomRequest => ({
      ...rest,
      kind: 'unrouted',
      method,
      search: odd.text,
      ids: [],
      verdict: 'unknown',
      ...(method !== 'GET' && method !== 'HEAD' && { body: { type, text } }),
    }),
  )

export const dataRequests = (world: World): fc.Arbitrary<RandomRequest> =>
  fc.oneof(
    {
      weight: 13,
      arbitrary: lists('many', '/2/tweets', postIds(world), dialect.chain(postParameters)),
    },
    { weight: 5, arbitrary: one(world) },
    { weight: 4, arbitrary: timelines(world) },
    { weight: 4, arbitrary: users(world) },
    {
      weight: 2,
      arbitrary: lists('users', '/2/users', userIds(world), dialect.chain(userParameters)),
    },
    { weight: 2, arbitrary: labs(world) },
    { weight: 2, arbitrary: unrouteds },
  )
