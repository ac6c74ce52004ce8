import { ApiResponseError, type Tweetv2FieldsParams, TwitterApi } from 'twitter-api-v2'
import { describe, expect, it } from 'vitest'

import type { Sandbox } from '../../sandbox/index.ts'
import {
  MEDIA_FIELDS,
  PLACE_FIELDS,
  POLL_FIELDS,
  TWEET_FIELDS,
  USER_FIELDS,
} from '../../sandbox/vocabulary.ts'
import { sandboxAt } from '../kit/sandbox/call.ts'
import { first, foreignPosts, ownPosts } from '../kit/sandbox/posts.ts'
import { agentFor, click, redirectParameters, toSandboxUrl } from '../kit/sandbox/twitter-api-v2.ts'

// The library signs with the system clock.
const liveSandbox = (): Promise<Sandbox> => sandboxAt({ now: Date.now })

const CALLBACK = 'http://127.0.0.1:4000/auth/callback'

const asApp = (x: Sandbox): TwitterApi => new TwitterApi(x.credentials.bearer, agentFor(x))

const asOwner = (x: Sandbox): TwitterApi => {
  const { apiKey, apiKeySecret, accessToken, accessTokenSecret } = x.credentials
  return new TwitterApi(
    { appKey: apiKey, appSecret: apiKeySecret, accessToken, accessSecret: accessTokenSecret },
    agentFor(x),
  )
}

/** The ids in the order of a timeline: newest first, and an edited post once. */
const idsOfTimeline = ({ world }: Sandbox, userId: string): string[] => {
  const there = [...world.posts.values()].filter(
    ({ authorId, createdAt }) => authorId === userId && createdAt <= Date.now(),
  )
  const replaced = new Set(
    there.flatMap(({ versions, id }) => versions.slice(0, versions.indexOf(id))),
  )
  return there
    .map(({ id }) => id)
    .filter((id) => !replaced.has(id))
    .sort((a, b) => (BigInt(a) < BigInt(b) ? 1 : -1))
}

const apiError = async (call: Promise<unknown>): Promise<ApiResponseError> => {
  const error = await call.catch((reason: unknown) => reason)
  if (error instanceof ApiResponseError) return error
  throw new Error(`expected the library's ApiResponseError, got ${String(error)}`)
}

/** All fields and expansions that the library defines. */
const EVERYTHING = {
  'tweet.fields': TWEET_FIELDS.filter((name) => name !== 'rest_id').join(','),
  'media.fields': MEDIA_FIELDS.join(','),
  'poll.fields': POLL_FIELDS.join(','),
  'place.fields': PLACE_FIELDS.join(','),
  'user.fields': USER_FIELDS.join(','),
  expansions: [
    'author_id',
    'in_reply_to_user_id',
    'referenced_tweets.id',
    'referenced_tweets.id.author_id',
    'attachments.media_keys',
    'attachments.poll_ids',
    'entities.mentions.username',
    'geo.place_id',
    'edit_history_tweet_ids',
  ].join(','),
} as Partial<Tweetv2FieldsParams>

describe('twitter-api-v2 reads', () => {
  it('a timeline to its end and back with its paginator', async () => {
    await using x = await liveSandbox()
    const { userId } = x.credentials
    const timeline = await asOwner(x).v2.userTimeline(userId, {
      max_results: 50,
      'tweet.fields': ['non_public_metrics'],
    })
    await timeline.fetchLast(1_000)
    const ids = timeline.tweets.map(({ id }) => id)
    expect(ids).toEqual(idsOfTimeline(x, userId))
    expect(timeline.done).toBe(true)
    expect(x.requests).toHaveLength(Math.ceil(ids.length / 50))
    expect(timeline.tweets.some((tweet) => tweet.non_public_metrics)).toBe(true)
    const { data } = await (await asApp(x).v2.userTimeline(userId, { max_results: 50 })).next()
    const first50 = await asApp(x).v2.userTimeline(userId, {
      max_results: 50,
      pagination_token: data.meta.previous_token ?? '',
    })
    expect(first50.tweets).toHaveLength(50)
    expect(first50.meta.previous_token).toBeUndefined()
  })

  it('users by username, and reports missing ones', async () => {
    await using x = await liveSandbox()
    const user = first([...x.world.users.values()])
    const { data, errors } = await asApp(x).v2.usersByUsernames([user.username, 'nobody_at_all'])
    expect(data.map(({ id }) => id)).toEqual([user.id])
    expect(errors?.map(({ value }) => value)).toEqual(['nobody_at_all'])
    expect((await asApp(x).v2.userByUsername(user.username)).data.id).toBe(user.id)
    expect((await asApp(x).v2.users([user.id])).data).toEqual(data)
  })

  it('one post with every field and expansion', async () => {
    await using x = await liveSandbox()
    const promoted = first(
      ownPosts(x),
      ({ numbers, mediaKeys }) => numbers.promoted !== undefined && mediaKeys.length > 0,
    )
    const { data, includes, errors } = await asOwner(x).v2.singleTweet(promoted.id, EVERYTHING)
    expect(data.id).toBe(promoted.id)
    expect(data.promoted_metrics?.impression_count).toBeGreaterThan(0)
    expect(data.organic_metrics?.user_profile_clicks).toBeGreaterThanOrEqual(0)
    expect(includes?.media?.[0]?.non_public_metrics?.playback_100_count).toBeGreaterThanOrEqual(0)
    expect(includes?.users?.[0]?.username).toBe('haldenroasters')
    expect(errors).toBeUndefined()
  })

  it('several posts with partial errors', async () => {
    await using x = await liveSandbox()
    const ids = [...ownPosts(x).slice(0, 60), ...foreignPosts(x).slice(0, 10)].map(({ id }) => id)
    const { data, errors } = await asApp(x).v2.tweets([...ids, '987654320000'], {
      'tweet.fields': ['public_metrics'],
    })
    expect(data.map(({ id }) => id)).toEqual(ids)
    expect(errors?.map(({ title, resource_id }) => [title, resource_id])).toEqual([
      ['Not Found Error', '987654320000'],
    ])
  })

  it('me, and a user', async () => {
    await using x = await liveSandbox()
    expect((await asOwner(x).v2.me()).data.id).toBe(x.credentials.userId)
    expect((await asApp(x).v2.user('2244994945')).data.username).toBe('TwitterDev')
  })

  it('the rate limit', async () => {
    await using x = await liveSandbox()
    const { rateLimit } = await asApp(x).v2.get('tweets', { ids: '20' }, { fullResponse: true })
    expect([rateLimit?.limit, rateLimit?.remaining]).toEqual([3500, 3499])
    expect((rateLimit?.reset ?? 0) * 1000).toBeGreaterThan(Date.now())
  })
})

describe('twitter-api-v2 throws its own errors', () => {
  it('for a bad token', async () => {
    await using x = await liveSandbox()
    const error = await apiError(new TwitterApi('wrong', agentFor(x)).v2.singleTweet('20'))
    expect([error.code, error.isAuthError]).toEqual([401, true])
  })

  it('for an exhausted window, with its limits', async () => {
    await using x = await sandboxAt({
      now: Date.now,
      limits: { 'GET /2/tweets/:id': { app: 1, user: 1 } },
    })
    const client = asApp(x)
    await client.v2.singleTweet('20')
    const error = await apiError(client.v2.singleTweet('20'))
    expect([error.code, error.rateLimitError, error.rateLimit?.remaining]).toEqual([429, true, 0])
  })

  it('for invalid parameters', async () => {
    await using x = await liveSandbox()
    const error = await apiError(asApp(x).v2.tweets('dummy'))
    expect([error.code, error.data.title]).toEqual([400, 'Invalid Request'])
  })

  it('for the app where user context is required', async () => {
    await using x = await liveSandbox()
    const error = await apiError(asApp(x).v2.me())
    expect([error.code, error.data.title]).toEqual([403, 'Unsupported Authentication'])
  })
})

describe('twitter-api-v2 logs in', () => {
  const confidential = (x: Sandbox): TwitterApi => {
    const { clientId, clientSecret } = x.credentials
    return new TwitterApi({ clientId, clientSecret }, agentFor(x))
  }

  it('as the app, by key and secret', async () => {
    await using x = await liveSandbox()
    const { apiKey: appKey, apiKeySecret: appSecret } = x.credentials
    const app = await new TwitterApi({ appKey, appSecret }, agentFor(x)).appLogin()
    expect((await app.v2.tweets('1204084171334832128')).data).toHaveLength(1)
  })

  it.each(['callback', 'PIN'])('by OAuth 1.0a in three legs, with a %s', async (way) => {
    await using x = await liveSandbox()
    const { apiKey: appKey, apiKeySecret: appSecret } = x.credentials
    const link = await new TwitterApi({ appKey, appSecret }, agentFor(x)).generateAuthLink(
      way === 'PIN' ? 'oob' : CALLBACK,
    )
    const answer = await click(toSandboxUrl(x, link.url), { account: '2244994945' })
    const verifier =
      way === 'PIN'
        ? /<code[^>]*>(\d{7})</.exec(await answer.text())?.[1]
        : redirectParameters(answer).get('oauth_verifier')
    const begun = new TwitterApi(
      { appKey, appSecret, accessToken: link.oauth_token, accessSecret: link.oauth_token_secret },
      agentFor(x),
    )
    const { client, userId, screenName } = await begun.login(verifier ?? '')
    expect([userId, screenName]).toEqual(['2244994945', 'TwitterDev'])
    const { data } = await client.v2.singleTweet('1204084171334832128', {
      'tweet.fields': ['non_public_metrics'],
    })
    expect(data.non_public_metrics?.impression_count).toBe(956)
    // A request token can be used once.
    expect((await apiError(begun.login(verifier ?? ''))).code).toBe(401)
  })

  it('not by OAuth 1.0a when the user denies access', async () => {
    await using x = await liveSandbox()
    const { apiKey: appKey, apiKeySecret: appSecret } = x.credentials
    const link = await new TwitterApi({ appKey, appSecret }, agentFor(x)).generateAuthLink(CALLBACK)
    const page = toSandboxUrl(x, link.url)
    const answer = await click(page, { account: '2244994945', decision: 'deny' })
    expect(redirectParameters(answer).get('denied')).toBe(link.oauth_token)
    expect((await fetch(page)).status).toBe(400)
  })

  it('by OAuth 2.0 with PKCE, refreshes with rotation, and revokes', async () => {
    await using x = await liveSandbox()
    const app = confidential(x)
    const link = app.generateOAuth2AuthLink(CALLBACK, {
      scope: ['tweet.read', 'users.read', 'offline.access'],
    })
    const back = redirectParameters(
      await click(toSandboxUrl(x, link.url), { account: '1289001122334455808' }),
    )
    expect(back.get('state')).toBe(link.state)
    const first = await app.loginWithOAuth2({
      code: back.get('code') ?? '',
      codeVerifier: link.codeVerifier,
      redirectUri: CALLBACK,
    })
    expect(first.expiresIn).toBe(7200)
    const user = new TwitterApi(first.accessToken, agentFor(x))
    expect((await user.v2.me()).data.username).toBe('inesokafor')

    const second = await app.refreshOAuth2Token(first.refreshToken ?? '')
    expect(second.refreshToken).not.toBe(first.refreshToken)
    const reused = await apiError(app.refreshOAuth2Token(first.refreshToken ?? ''))
    expect(reused.code).toBe(400)
    expect(reused.data).toMatchObject({
      error: 'invalid_request',
      error_description: 'Value passed for the token was invalid.',
    })

    await app.revokeOAuth2Token(second.accessToken, 'access_token')
    const revoked = await apiError(new TwitterApi(second.accessToken, agentFor(x)).v2.me())
    expect(revoked.isAuthError).toBe(true)
  })

  it('with too few scopes, and is refused by the endpoint', async () => {
    await using x = await liveSandbox()
    const app = confidential(x)
    const link = app.generateOAuth2AuthLink(CALLBACK, { scope: ['users.read'] })
    const back = redirectParameters(
      await click(toSandboxUrl(x, link.url), { account: '1289001122334455808' }),
    )
    const { accessToken } = await app.loginWithOAuth2({
      code: back.get('code') ?? '',
      codeVerifier: link.codeVerifier,
      redirectUri: CALLBACK,
    })
    const error = await apiError(new TwitterApi(accessToken, agentFor(x)).v2.singleTweet('20'))
    expect([error.code, error.data.title]).toEqual([403, 'Forbidden'])
  })
})
