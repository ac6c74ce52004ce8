// Random requests: mostly sensible ones, with every field and expansion of both dialects, and among
// them everything that a careless or hostile client might send.

import fc from 'fast-check'

import type { Sandbox } from '../../../src/sandbox/index.ts'
import {
  MEDIA_FIELDS,
  PLACE_FIELDS,
  POLL_FIELDS,
  POST_FIELDS,
  TWEET_FIELDS,
  USER_FIELDS,
} from '../../../src/sandbox/vocabulary.ts'

export type Who = 'app' | 'owner' | 'login' | 'nobody' | 'broken'

export interface RandomRequest {
  readonly who: Who
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** Ids asked for, where they can be told. */
  readonly ids: readonly string[]
  readonly query: readonly (readonly [string, string])[]
}

const NASTY = [
  'dummy',
  '',
  ' ',
  '__proto__',
  'constructor',
  'toString',
  '%00',
  '💥',
  '<script>',
  "'--",
  '\u202e',
  'x'.repeat(2_000),
]

const EXPANSIONS = [
  'author_id',
  'in_reply_to_user_id',
  'referenced_tweets.id',
  'referenced_tweets.id.author_id',
  'referenced_tweets.id.attachments.media_keys',
  'attachments.media_keys',
  'attachments.poll_ids',
  'attachments.media_source_tweet',
  'entities.mentions.username',
  'geo.place_id',
  'edit_history_tweet_ids',
]

const POST_EXPANSIONS = [
  'author_id',
  'referenced_posts',
  'edit_history_post_ids',
  'attachments.media_keys',
  'attachments.poll_ids',
  'geo.place_id',
]

const nasty = fc.constantFrom(...NASTY)

/** Nothing, but for one time in sixty. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 59, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })

/** A list parameter: usually a few right values, sometimes wrong ones. */
const list = (values: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.subarray([...values]), rarely(nasty))
    .map(([some, wrong]) => [...some, ...(wrong === undefined ? [] : [wrong])].join(','))

type Parameter = readonly [string, string]

const parameter = (name: string, values: readonly string[]): fc.Arbitrary<Parameter[]> =>
  fc
    .oneof(fc.constant(''), list(values))
    .map((value): Parameter[] => (value === '' ? [] : [[name, value]]))

const odd: fc.Arbitrary<Parameter[]> = fc.oneof(
  { weight: 30, arbitrary: fc.constant<Parameter[]>([]) },
  { weight: 1, arbitrary: fc.tuple(nasty, nasty).map((pair): Parameter[] => [pair]) },
  {
    weight: 1,
    arbitrary: fc.constant<Parameter[]>([
      ['user.fields', 'id'],
      ['user.fields', 'name'],
    ]),
  },
)

const flat = (parts: readonly Parameter[][]): Parameter[] => parts.flat()

const parameters: fc.Arbitrary<Parameter[]> = fc
  .boolean()
  .chain((post) =>
    fc.tuple(
      post ? parameter('post.fields', POST_FIELDS) : parameter('tweet.fields', TWEET_FIELDS),
      parameter('expansions', post ? POST_EXPANSIONS : EXPANSIONS),
      parameter('media.fields', MEDIA_FIELDS),
      parameter('poll.fields', POLL_FIELDS),
      parameter('place.fields', PLACE_FIELDS),
      parameter('user.fields', USER_FIELDS),
      odd,
    ),
  )
  .map(flat)

const userParameters: fc.Arbitrary<Parameter[]> = fc
  .tuple(
    parameter('user.fields', USER_FIELDS),
    parameter('tweet.fields', TWEET_FIELDS),
    parameter('expansions', ['pinned_tweet_id', 'most_recent_tweet_id']),
    odd,
  )
  .map(flat)

const MISSING = ['987654320000', '2100000000000000001', '1', '9999999999999999999']
const MALFORMED = ['abc', '-1', '12345678901234567890', ' 5', '1.5', '５', '0x1f']

export const requests = (sandbox: Sandbox): fc.Arbitrary<RandomRequest> => {
  const known = [...sandbox.world.posts.keys()]
  const id = fc.oneof(
    { weight: 60, arbitrary: fc.constantFrom(...known) },
    { weight: 5, arbitrary: fc.constantFrom(...MISSING) },
    { weight: 1, arbitrary: fc.constantFrom(...MALFORMED) },
  )
  const ids = fc.oneof(
    { weight: 30, arbitrary: fc.array(id, { minLength: 1, maxLength: 8 }) },
    { weight: 3, arbitrary: fc.array(id, { minLength: 90, maxLength: 104 }) },
    { weight: 1, arbitrary: fc.constant([]) },
  )
  const who = fc.constantFrom<Who>(
    'app',
    'app',
    'owner',
    'owner',
    'login',
    'login',
    'nobody',
    'broken',
  )
  const get = { method: 'GET' as const }
  const many = fc.tuple(who, ids, parameters).map(
    ([as, some, query]): RandomRequest => ({
      ...get,
      who: as,
      path: '/2/tweets',
      ids: some,
      query: [['ids', some.join(',')], ...query],
    }),
  )
  const one = fc.tuple(who, id, parameters).map(
    ([as, single, query]): RandomRequest => ({
      ...get,
      who: as,
      path: `/2/tweets/${encodeURIComponent(single)}`,
      ids: [single],
      query,
    }),
  )
  const users = fc
    .tuple(who, fc.constantFrom('me', '9', 'abc', ...sandbox.world.users.keys()), userParameters)
    .map(
      ([as, user, query]): RandomRequest => ({
        ...get,
        who: as,
        path: `/2/users/${user}`,
        ids: [],
        query,
      }),
    )
  const labs = fc.tuple(who, ids, odd).map(
    ([as, some, query]): RandomRequest => ({
      ...get,
      who: as,
      path: '/labs/1/tweets/metrics/private',
      ids: [],
      query: [['ids', some.join(',')], ...query],
    }),
  )
  const stray = fc
    .tuple(
      who,
      fc.constantFrom<'GET' | 'POST'>('GET', 'POST'),
      fc.constantFrom(
        '/2/nothing',
        '/2/tweets/',
        '/2',
        '/2/tweets/%E0%A4%A',
        '/2/users//x',
        '/labs/1/tweets',
        '/other',
      ),
      odd,
    )
    .map(([as, method, path, query]): RandomRequest => ({ who: as, method, path, ids: [], query }))
  const oauth = fc
    .tuple(
      fc.constantFrom(
        '/2/oauth2/token',
        '/2/oauth2/revoke',
        '/oauth2/token',
        '/oauth2/invalidate_token',
        '/oauth/request_token',
        '/oauth/access_token',
        '/oauth/authorize',
        '/i/oauth2/authorize',
      ),
      fc.constantFrom<'GET' | 'POST'>('GET', 'POST'),
      fc.array(
        fc.tuple(
          fc.constantFrom(
            'grant_type',
            'code',
            'client_id',
            'refresh_token',
            'token',
            'oauth_token',
            'oauth_verifier',
            'oauth_callback',
            'state',
            'scope',
            'redirect_uri',
            'response_type',
            'code_challenge',
            'code_challenge_method',
            'account',
            'decision',
          ),
          fc.oneof(
            nasty,
            fc.constantFrom(
              'authorization_code',
              'client_credentials',
              'refresh_token',
              'code',
              'allow',
              'S256',
              'oob',
              'http://127.0.0.1/',
              sandbox.credentials.clientId,
              sandbox.credentials.publicClientId,
            ),
          ),
        ),
        { maxLength: 9 },
      ),
    )
    .map(
      ([path, method, query]): RandomRequest => ({ who: 'nobody', method, path, ids: [], query }),
    )
  return fc.oneof(
    { weight: 12, arbitrary: many },
    { weight: 5, arbitrary: one },
    { weight: 3, arbitrary: users },
    { weight: 2, arbitrary: labs },
    { weight: 1, arbitrary: stray },
    { weight: 2, arbitrary: oauth },
  )
}
