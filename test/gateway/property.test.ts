// A property test with random worlds, selections and lists of ids: the gateway returns what X returns of each post on its
// own, with as few calls as the routes allow.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Manners, Sandbox, WorldPost } from '../../sandbox/index.ts'
import { createTestGateway, literal, type TestGateway } from '../kit/gateway.ts'
import { DAY, getX, NOW, type WireItem } from '../kit/sandbox/call.ts'

const PUBLIC_QUERY =
  'tweet.fields=author_id,text,lang,created_at,possibly_sensitive,conversation_id,public_metrics,attachments,geo,in_reply_to_user_id,entities,reply_settings&expansions=author_id,attachments.media_keys,attachments.poll_ids,geo.place_id&media.fields=type,width,alt_text,public_metrics&poll.fields=voting_status,end_datetime&place.fields=full_name,country_code&user.fields=public_metrics,verified_type'

/** The post as X returns it on its own: its public fields, and each private group separately in user context. */
interface Truth {
  readonly tweet: WireItem
  readonly includes: Readonly<Record<string, readonly WireItem[]>>
  readonly groups: Readonly<Record<string, WireItem | undefined>>
}

const GROUPS = ['non_public_metrics', 'organic_metrics', 'promoted_metrics']

const known = new WeakMap<Sandbox, Map<string, Promise<Truth | undefined>>>()

const truthOf = (x: Sandbox, id: string): Promise<Truth | undefined> => {
  const truths = known.get(x) ?? new Map()
  known.set(x, truths)
  const truth = truths.get(id) ?? readTruth(x, id)
  truths.set(id, truth)
  return truth
}

const readTruth = async (x: Sandbox, id: string): Promise<Truth | undefined> => {
  const open = await getX(x, `/2/tweets/${id}?${PUBLIC_QUERY}`)
  if (open.item === undefined) return undefined
  const groups = await Promise.all(
    GROUPS.map(async (group) => {
      const { item } = await getX(x, `/2/tweets/${id}?tweet.fields=${group}`, 'owner')
      return [group, item?.[group]]
    }),
  )
  return {
    tweet: open.item,
    includes: open.body.includes ?? {},
    groups: Object.fromEntries(groups),
  }
}

type Part = (truth: Truth) => unknown

const metric = (group: unknown, key: string): unknown =>
  (group as WireItem | undefined)?.[key] ?? null
const list = (tweet: WireItem, key: string): readonly string[] | undefined =>
  (tweet.attachments as Record<string, readonly string[]> | undefined)?.[key]

/** Selectable fields, with their expected values. */
const SELECTABLE: Readonly<
  Record<string, { readonly query: string; readonly private?: true; readonly expected: Part }>
> = {
  text: { query: 'text', expected: ({ tweet }) => tweet.text },
  lang: { query: 'lang', expected: ({ tweet }) => tweet.lang },
  createdAt: { query: 'createdAt', expected: ({ tweet }) => tweet.created_at },
  possiblySensitive: {
    query: 'possiblySensitive',
    expected: ({ tweet }) => tweet.possibly_sensitive,
  },
  conversationId: { query: 'conversationId', expected: ({ tweet }) => tweet.conversation_id },
  author: {
    query: 'author { id username verifiedType publicMetrics { followersCount } }',
    expected: ({ tweet, includes }) => {
      const author = includes.users?.find(({ id }) => id === tweet.author_id)
      return {
        id: tweet.author_id,
        username: author?.username,
        verifiedType: author?.verified_type,
        publicMetrics: { followersCount: metric(author?.public_metrics, 'followers_count') },
      }
    },
  },
  publicMetrics: {
    query: 'publicMetrics { likeCount quoteCount impressionCount retweetsAndQuotesCount }',
    expected: ({ tweet }) => {
      const counts = tweet.public_metrics as Record<string, number>
      return {
        likeCount: counts.like_count,
        quoteCount: counts.quote_count,
        impressionCount: counts.impression_count,
        retweetsAndQuotesCount: (counts.retweet_count ?? 0) + (counts.quote_count ?? 0),
      }
    },
  },
  media: {
    query: 'media { mediaKey type width altText ... on Video { publicMetrics { viewCount } } }',
    expected: ({ tweet, includes }) =>
      list(tweet, 'media_keys')?.map((key) => {
        const media = includes.media?.find(({ media_key }) => media_key === key)
        return {
          mediaKey: key,
          type: media?.type,
          width: media?.width,
          altText: media?.alt_text ?? null,
          ...(media?.type === 'video' && {
            publicMetrics: { viewCount: metric(media.public_metrics, 'view_count') },
          }),
        }
      }) ?? null,
  },
  polls: {
    query: 'polls { id votingStatus endsAt }',
    expected: ({ tweet, includes }) =>
      list(tweet, 'poll_ids')?.map((pollId) => {
        const poll = includes.polls?.find(({ id }) => id === pollId)
        return {
          id: pollId,
          votingStatus: String(poll?.voting_status).toUpperCase(),
          endsAt: poll?.end_datetime,
        }
      }) ?? null,
  },
  geo: {
    query: 'geo { coordinates { longitude latitude } place { fullName countryCode } }',
    expected: ({ tweet, includes }) => {
      const geo = tweet.geo as
        | { coordinates?: { coordinates: number[] }; place_id?: string }
        | undefined
      if (geo === undefined) return null
      const [longitude, latitude] = geo.coordinates?.coordinates ?? []
      const place = includes.places?.find(({ id }) => id === geo.place_id)
      return {
        coordinates: longitude === undefined ? null : { longitude, latitude },
        place: { fullName: place?.full_name, countryCode: place?.country_code },
      }
    },
  },
  nonPublicMetrics: {
    query: 'nonPublicMetrics { engagements impressionCount urlLinkClicks userProfileClicks }',
    private: true,
    expected: ({ groups: { non_public_metrics: group } }) =>
      group === undefined
        ? null
        : {
            engagements: metric(group, 'engagements'),
            impressionCount: metric(group, 'impression_count'),
            urlLinkClicks: metric(group, 'url_link_clicks'),
            userProfileClicks: metric(group, 'user_profile_clicks'),
          },
  },
  organicMetrics: {
    query: 'organicMetrics { likeCount urlLinkClicks }',
    private: true,
    expected: ({ groups: { organic_metrics: group } }) =>
      group === undefined
        ? null
        : {
            likeCount: metric(group, 'like_count'),
            urlLinkClicks: metric(group, 'url_link_clicks'),
          },
  },
  promotedMetrics: {
    query: 'promotedMetrics { impressionCount replyCount }',
    private: true,
    expected: ({ groups: { promoted_metrics: group } }) =>
      group === undefined
        ? null
        : {
            impressionCount: metric(group, 'impression_count'),
            replyCount: metric(group, 'reply_count'),
          },
  },
}

const NAMES = Object.keys(SELECTABLE)
const MISSING = ['987654320000', '2100000000000000001']

const calls = (count: number): number => Math.ceil(count / 100)

/** X drops reposts of any age from owner requests. */
const isExpired = ({ createdAt, references }: WorldPost): boolean =>
  NOW - createdAt > 90 * DAY && references.every(({ type }) => type !== 'retweeted')

/** When nothing is known of the posts: one speculative request as the owner, and a public one for what X dropped. */
const fewestCalls = (
  x: Sandbox,
  ids: readonly string[],
  wanted: boolean,
  manners: Manners,
): number => {
  const posts = ids.map((id): [string, WorldPost | undefined] => [id, x.world.posts.get(id)])
  if (!wanted) return calls(posts.length)
  const dropped = posts.filter(([, post]) => {
    const author = post && x.world.users.get(post.authorId)
    return (
      manners === 'classic' &&
      author &&
      (author.id !== x.credentials.userId || isExpired(post)) &&
      !author.protected &&
      !author.suspended
    )
  })
  return calls(posts.length) + calls(dropped.length)
}

interface Question {
  readonly fields: readonly string[]
  readonly picks: readonly number[]
  readonly missing: readonly string[]
}

const question = fc.record({
  fields: fc.subarray(NAMES, { minLength: 1 }),
  picks: fc.array(fc.nat(10_000), { minLength: 1, maxLength: 130 }),
  missing: fc.subarray(MISSING),
})

const idsOf = (x: Sandbox, { picks, missing }: Question): string[] => {
  const known = [...x.world.posts.values()].filter(({ createdAt }) => createdAt <= NOW)
  return [...picks.map((pick) => known[pick % known.length]?.id ?? ''), ...missing]
}

/** Checks the gateway’s response against each post on its own, and returns the number of calls. */
const expectTruth = async (g: TestGateway, asked: Question): Promise<number> => {
  const { fields } = asked
  const ids = idsOf(g.x, asked)
  const { data, errors = [] } = await g.query(
    `{ posts(ids: ${literal(ids)}) { id ${fields.map((name) => SELECTABLE[name]?.query).join(' ')} } }`,
  )
  const calls = g.takeRequests().length
  const truths = new Map(
    await Promise.all(
      [...new Set(ids)].map(
        async (id): Promise<[string, Truth | undefined]> => [id, await truthOf(g.x, id)],
      ),
    ),
  )
  g.takeRequests()
  const expected = ids.map((id) => {
    const truth = truths.get(id)
    if (truth === undefined) return null
    return {
      id,
      ...Object.fromEntries(fields.map((name) => [name, SELECTABLE[name]?.expected(truth)])),
    }
  })
  expect(data.posts).toEqual(expected)
  expect(errors.map(({ path }) => path?.[1]).sort()).toEqual(
    ids.flatMap((id, index) => (truths.get(id) === undefined ? [index] : [])).sort(),
  )
  return calls
}

const SETTINGS = { numRuns: 12, seed: 20_261_121, endOnFailure: true }
const seed = fc.integer({ min: 1, max: 1000 })

describe.each<Manners>(['current', 'classic'])('with %s behavior of X', (manners) => {
  it('returns correct values with few calls', async () => {
    await fc.assert(
      fc.asyncProperty(seed, question, async (world, asked) => {
        await using g = await createTestGateway({ manners, seed: world })
        const wanted = asked.fields.some((name) => SELECTABLE[name]?.private)
        const unique = [...new Set(idsOf(g.x, asked))]
        expect(await expectTruth(g, asked)).toBe(fewestCalls(g.x, unique, wanted, manners))
      }),
      SETTINGS,
    )
  })

  it('returns correct values from the cache, and repeats a query without a call', async () => {
    await fc.assert(
      fc.asyncProperty(
        seed,
        fc.array(question, { minLength: 2, maxLength: 4 }),
        async (world, questions) => {
          await using g = await createTestGateway({
            manners,
            seed: world,
            environment: { CACHE_TTL_SECONDS: '60', PRIVATE_CACHE_TTL_SECONDS: '30' },
          })
          // The first query learns the authors, and the second uses the owner requests.
          for (const asked of [...questions, ...questions]) await expectTruth(g, asked)
          for (const asked of questions) expect(await expectTruth(g, asked)).toBe(0)
        },
      ),
      { ...SETTINGS, numRuns: 5 },
    )
  })
})
