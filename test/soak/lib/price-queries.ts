// Random queries of everything that costs something: posts, the posts that they lead to, users and timelines.

import fc from 'fast-check'

import type { Sandbox } from '../../../sandbox/index.ts'

const POST_FIELDS = [
  'text',
  'publicMetrics { likeCount }',
  'media { mediaKey ... on Video { publicMetrics { viewCount } nonPublicMetrics { playback0Count } } }',
  'polls { id votingStatus }',
  'geo { place { fullName } }',
  'organicMetrics { impressionCount }',
  'nonPublicMetrics { impressionCount }',
  'promotedMetrics { impressionCount }',
]

const MAX_DEPTH = 2

export const priceQueries = ({
  world: { posts, users },
}: Pick<Sandbox, 'world'>): fc.Arbitrary<string> => {
  const id = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...posts.keys()) },
    { weight: 1, arbitrary: fc.constant('987654320000') },
  )
  const list = (one: fc.Arbitrary<string>, max: number) =>
    fc
      .array(one, { minLength: 1, maxLength: max })
      .map((items) => `[${items.map((item) => `"${item}"`).join(' ')}]`)
  const ids = fc.oneof(
    { weight: 5, arbitrary: list(id, 8) },
    { weight: 1, arbitrary: list(id, 120) },
  )
  const userId = fc.constantFrom(...users.keys())
  const username = fc.constantFrom(...[...users.values()].map((user) => user.username))
  const own = fc.constantFrom(...POST_FIELDS)

  /** A selection of one to three parts. */
  const some = (...parts: readonly fc.MaybeWeightedArbitrary<string>[]) =>
    fc
      .array(fc.oneof(...parts), { minLength: 1, maxLength: 3 })
      .map((each) => each.map(alias).join(' '))

  const post = (depth: number): fc.Arbitrary<string> => {
    if (depth === 0) return some(own)
    const below = post(depth - 1)
    const posts = ['conversation', 'editHistory', 'mediaSourcePosts', 'referencedPosts']
    const leadsTo = fc.oneof(
      fc
        .tuple(fc.constantFrom(...posts), below)
        .map(([name, f]) =>
          name === 'referencedPosts' ? `${name} { type post { id ${f} } }` : `${name} { id ${f} }`,
        ),
      fc
        .tuple(fc.constantFrom('author', 'author', 'inReplyToUser'), user(depth - 1))
        .map(([name, f]) => `${name} { id ${f} }`),
    )
    const mentions = user(depth - 1).map((f) => `entities { mentions { user { id ${f} } } }`)
    const inNote = user(0).map((f) => `note { entities { mentions { user { id ${f} } } } }`)
    return some(
      { weight: 20, arbitrary: own },
      { weight: 10, arbitrary: leadsTo },
      { weight: 1, arbitrary: fc.oneof(mentions, inNote) },
    )
  }
  const timeline = (depth: number): fc.Arbitrary<string> =>
    fc
      .tuple(
        fc.oneof(
          { weight: 20, arbitrary: fc.constantFrom('', '(first: 3)', '(first: 6)') },
          { weight: 5, arbitrary: fc.constant('(first: 7, excludeReplies: true)') },
          { weight: 1, arbitrary: fc.constant('(last: 4)') },
        ),
        post(depth),
      )
      .map(([args, fields]) => `posts${args} { nodes { id ${fields} } }`)
  const user = (depth: number): fc.Arbitrary<string> => {
    const fields = fc.constantFrom('name', 'username', 'publicMetrics { followersCount }')
    if (depth === 0) return some(fields)
    const leadsTo = fc.oneof(
      post(depth - 1).map((f) => `pinnedPost { id ${f} }`),
      post(depth - 1).map((f) => `mostRecentPost { id ${f} }`),
      timeline(depth - 1),
    )
    return some(
      { weight: 20, arbitrary: fields },
      { weight: 10, arbitrary: leadsTo },
      {
        weight: 1,
        arbitrary: fc.constant('entities { description { mentions { user { name } } } }'),
      },
    )
  }

  const root = fc.oneof(
    fc.tuple(id, post(MAX_DEPTH)).map(([one, f]) => `post(id: "${one}") { id ${f} }`),
    fc.tuple(ids, post(MAX_DEPTH)).map(([all, f]) => `posts(ids: ${all}) { id ${f} }`),
    fc.tuple(ids, post(1)).map(([all, f]) => `posts(ids: ${all}) { id ${f} }`),
    fc.tuple(userId, user(2)).map(([one, f]) => `user(by: { id: "${one}" }) { id ${f} }`),
    fc.tuple(username, user(2)).map(([one, f]) => `user(by: { username: "${one}" }) { id ${f} }`),
    fc.tuple(list(userId, 5), user(2)).map(([all, f]) => `users(ids: ${all}) { id ${f} }`),
    fc.tuple(user(1), timeline(1)).map(([f, t]) => `viewer { accounts { user { id ${f} } ${t} } }`),
    list(id, 20).map((all) => `privateMetrics(ids: ${all}) { data { tweetId } errors { value } }`),
  )
  return fc
    .array(root, { minLength: 1, maxLength: 3 })
    .map((parts) => `{ ${parts.map(alias).join(' ')} }`)
}

const alias = (part: string, index: number): string => `a${index}: ${part}`
