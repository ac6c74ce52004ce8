// Random requests for the data endpoints: mostly sound ones, with every field and expansion of both
// dialects, and among them everything that a careless or hostile client might send. Each knows whether
// it is sound, so that a test can tell a wrong refusal from a right one.

import fc from 'fast-check'

import type { World, WorldPost } from '../../../sandbox/index.ts'
import { NOW } from '../../kit/sandbox/ask.ts'
import { CALLERS, type Who } from './callers.ts'
import {
  bareCommas,
  listParameter,
  nasty,
  type Part,
  part,
  strange,
  together,
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
  | 'stray'
  | 'oauth'

export interface RandomRequest {
  readonly kind: RequestKind
  readonly who: Who
  readonly method: string
  /** Path and query as they go over the wire. */
  readonly path: string
  readonly search: string
  readonly body?: { readonly type: string; readonly text: string }
  /** Instead of the caller's own, where apps prove who they are. */
  readonly authorization?: string
  readonly ids: readonly string[]
  readonly verdict: Verdict
}

const postParameters = (words: 'tweet' | 'post'): fc.Arbitrary<Part> =>
  fc
    .tuple(
      words === 'post'
        ? listParameter('post.fields', POST_FIELDS)
        : listParameter('tweet.fields', TWEET_FIELDS),
      listParameter('expansions', words === 'post' ? POST_EXPANSIONS : TWEET_EXPANSIONS),
      listParameter('media.fields', MEDIA_FIELDS),
      listParameter('poll.fields', POLL_FIELDS),
      listParameter('place.fields', PLACE_FIELDS),
      listParameter('user.fields', words === 'post' ? POST_USER_FIELDS : TWEET_USER_FIELDS),
      strange,
    )
    .map(together)

const userParameters = (words: 'tweet' | 'post'): fc.Arbitrary<Part> =>
  fc
    .tuple(
      words === 'post'
        ? listParameter('post.fields', POST_FIELDS)
        : listParameter('tweet.fields', TWEET_FIELDS),
      listParameter('expansions', words === 'post' ? POST_USER_EXPANSIONS : TWEET_USER_EXPANSIONS),
      listParameter('user.fields', words === 'post' ? POST_USER_FIELDS : TWEET_USER_FIELDS),
      strange,
    )
    .map(together)

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

/** The world's posts by what is special about them, so that the rare are asked as often as the common. */
const sortsOf = (world: World): readonly (readonly string[])[] => {
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
    // Videos that are too old or somebody else's have private groups without numbers.
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
  fc.oneof(...sortsOf(world).map((sort) => fc.constantFrom(...sort)))

const userIds = (world: World): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...world.users.keys()) },
    { weight: 1, arbitrary: fc.constantFrom('9', '2100000000000000001', '0') },
  )

const soundIds = (id: fc.Arbitrary<string>, most: number): fc.Arbitrary<Ids> =>
  fc
    .oneof(
      { weight: 12, arbitrary: fc.array(id, { minLength: 1, maxLength: 8 }) },
      { weight: 1, arbitrary: fc.array(id, { minLength: most - 6, maxLength: most }) },
    )
    .map((ids): Ids => ({ ids, verdict: 'sound' }))

/** Sound ones, and now and then none, too many or something else between them. */
const idLists = (id: fc.Arbitrary<string>, most: number): fc.Arbitrary<Ids> => {
  const sound = soundIds(id, most)
  const spoilt = fc
    .tuple(sound, fc.constantFrom(...MALFORMED, ''), fc.nat())
    .map(([{ ids }, wrong, at]): Ids => {
      const given = ids.toSpliced(at % (ids.length + 1), 0, wrong)
      return { ids: given, verdict: wrong === '' ? 'unclear' : 'mistaken' }
    })
  const tooMany = fc.integer({ min: most + 1, max: most + 20 }).map(
    (count): Ids => ({
      ids: Array.from({ length: count }, (_, index) => String(index + 1)),
      verdict: 'mistaken',
    }),
  )
  return fc.oneof(
    { weight: 40, arbitrary: sound },
    { weight: 2, arbitrary: spoilt },
    { weight: 1, arbitrary: tooMany },
    { weight: 1, arbitrary: fc.constant<Ids>({ ids: [], verdict: 'mistaken' }) },
  )
}

/** Where the ids stand in the query: once, before or after the rest, sometimes twice. */
const idsPart = ({ ids, verdict }: Ids): fc.Arbitrary<Part> => {
  const once = part('ids', ids.join(','), verdict)
  const missing: Part = { text: '', verdict: 'mistaken' }
  return ids.length === 0
    ? fc.constantFrom(missing, once)
    : fc.oneof(
        { weight: 20, arbitrary: fc.constant(once) },
        { weight: 10, arbitrary: fc.constant(bareCommas(once)) },
        {
          weight: 1,
          arbitrary: fc.constant<Part>({ ...together([once, once]), verdict: 'mistaken' }),
        },
      )
}

const who: fc.Arbitrary<Who> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Who>('app', 'owner', 'owner-oauth2', 'second', 'third') },
  { weight: 1, arbitrary: fc.constantFrom(...CALLERS) },
)

const words = fc.constantFrom('tweet', 'tweet', 'post')

const lists = (
  kind: RequestKind,
  path: string,
  id: fc.Arbitrary<string>,
  parameters: fc.Arbitrary<Part>,
): fc.Arbitrary<RandomRequest> =>
  fc.record({ who, given: idLists(id, 100), parameters }).chain(({ given, parameters, ...rest }) =>
    fc.tuple(idsPart(given), fc.boolean()).map(([asked, first]): RandomRequest => {
      const { text, verdict } = together(first ? [asked, parameters] : [parameters, asked])
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
  const sound = soundIds(postIds(world), 100).map(
    ({ ids }): Ids => ({ ids: ids.slice(0, 1), verdict: 'sound' }),
  )
  const spoilt = fc
    .constantFrom(...MALFORMED)
    .map((id): Ids => ({ ids: [id], verdict: 'mistaken' }))
  return fc
    .record({
      who,
      given: fc.oneof({ weight: 25, arbitrary: sound }, { weight: 1, arbitrary: spoilt }),
      parameters: words.chain(postParameters),
      again: fc.oneof(
        { weight: 60, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) },
      ),
    })
    .map(({ who: as, given, parameters, again }): RandomRequest => {
      const [id = ''] = given.ids
      // An id in the query is one too many.
      const parts = again ? [parameters, part('id', id, 'mistaken')] : [parameters]
      const { text, verdict } = together([{ text: '', verdict: given.verdict }, ...parts])
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
      parameters: words.chain(userParameters),
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
        verdict: isMe || /^[0-9]{1,19}$/.test(user) ? parameters.verdict : 'mistaken',
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
      parameters: words.chain(postParameters),
    })
    .map(({ who: as, user, span, parameters }): RandomRequest => {
      const { text, verdict } = together([span, parameters])
      return {
        kind: 'timeline',
        who: as,
        method: 'GET',
        path: `/2/users/${encodeURIComponent(user)}/tweets`,
        search: text,
        ids: [user],
        verdict: /^[0-9]{1,19}$/.test(user) ? verdict : 'mistaken',
      }
    })

const labs = (world: World): fc.Arbitrary<RandomRequest> =>
  fc
    .record({ who, given: idLists(postIds(world), 50), odd: strange })
    .chain(({ given, odd, ...rest }) =>
      idsPart(given).map((asked): RandomRequest => {
        const { text, verdict } = together([asked, odd])
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

/** Paths that X does not have, and methods that are not for reading. */
const strays: fc.Arbitrary<RandomRequest> = fc
  .record({
    who,
    method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
    path: fc.constantFrom(...STRAY_PATHS, '/2/tweets', '/2/users/me', '/2/tweets/1'),
    odd: strange,
    text: nasty,
    type: fc.constantFrom('application/x-www-form-urlencoded', 'application/json', 'text/plain'),
  })
  .filter(({ method, path }) => method !== 'GET' || STRAY_PATHS.includes(path))
  .map(
    ({ odd, text, type, method, ...rest }): RandomRequest => ({
      ...rest,
      kind: 'stray',
      method,
      search: odd.text,
      ids: [],
      verdict: 'unclear',
      ...(method !== 'GET' && method !== 'HEAD' && { body: { type, text } }),
    }),
  )

export const dataRequests = (world: World): fc.Arbitrary<RandomRequest> =>
  fc.oneof(
    {
      weight: 13,
      arbitrary: lists('many', '/2/tweets', postIds(world), words.chain(postParameters)),
    },
    { weight: 5, arbitrary: one(world) },
    { weight: 4, arbitrary: timelines(world) },
    { weight: 4, arbitrary: users(world) },
    {
      weight: 2,
      arbitrary: lists('users', '/2/users', userIds(world), words.chain(userParameters)),
    },
    { weight: 2, arbitrary: labs(world) },
    { weight: 2, arbitrary: strays },
  )
