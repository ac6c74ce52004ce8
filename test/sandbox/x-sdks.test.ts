// X's own SDKs, unchanged, log in and read on the sandbox: the XDK of 2026, which knows the post dialect only, and
// `twitter-api-sdk` of 2022. They have X's addresses for logins built in, so their sockets are redirected.

import { connect } from 'node:net'

import { Client, generateCodeVerifier, OAuth1, OAuth2 } from '@xdevplatform/xdk'
import * as twitter from 'twitter-api-sdk'
import { Agent, fetch as fetchWith, type RequestInfo, type RequestInit } from 'undici'
import { afterEach, describe, expect, it, vi } from 'vitest'

import type { Sandbox } from '../../sandbox/index.ts'
import { sandboxAt } from '../kit/sandbox/call.ts'
import { first, ownPosts } from '../kit/sandbox/posts.ts'
import { agentFor, click, redirectParameters, toSandboxUrl } from '../kit/sandbox/twitter-api-v2.ts'

const CALLBACK = 'http://127.0.0.1:4000/auth/callback'
const ACCOUNT = '1354143047324299264'
const SCOPES = ['tweet.read', 'users.read', 'offline.access'] as const

// The SDKs sign and expire tokens by the system clock.
const liveSandbox = (): Promise<Sandbox> => sandboxAt({ now: Date.now })

/** Connects the global `fetch` to the sandbox, whatever the address. */
const redirectFetch = ({ url }: Sandbox): void => {
  const port = Number(new URL(url).port)
  const dispatcher = new Agent({
    connect: (_, done) => {
      const socket = connect(port, '127.0.0.1', () => done(null, socket))
    },
  })
  vi.stubGlobal('fetch', (input: RequestInfo, init?: RequestInit) =>
    fetchWith(input, { ...init, dispatcher }),
  )
}

afterEach(() => {
  vi.unstubAllGlobals()
})

const logIn = async (x: Sandbox, page: string): Promise<URLSearchParams> =>
  redirectParameters(await click(toSandboxUrl(x, page), { account: ACCOUNT }))

describe('X’s XDK', () => {
  it('logs in by OAuth 2.0 with PKCE, reads own numbers in the post dialect, and refreshes', async () => {
    await using x = await liveSandbox()
    redirectFetch(x)
    const { clientId, clientSecret } = x.credentials
    const login = new OAuth2({
      clientId,
      clientSecret,
      redirectUri: CALLBACK,
      scope: [...SCOPES],
    })
    const verifier = generateCodeVerifier()
    await login.setPkceParameters(verifier)
    const back = await logIn(x, await login.getAuthorizationUrl('a state'))
    const token = await login.exchangeCode(back.get('code') ?? '', verifier)
    const client = new Client({ accessToken: token.access_token, baseUrl: x.url })
    expect((await client.users.getMe()).data?.id).toBe(ACCOUNT)
    const note = first(ownPosts(x), (post) => post.note !== undefined)
    const { data, errors } = await client.posts.getByIds([note.id], {
      postFields: ['note_post', 'public_metrics', 'non_public_metrics'],
    })
    expect(errors).toBeUndefined()
    expect(data?.[0]).toMatchObject({
      editHistoryPostIds: [note.id],
      notePost: { text: note.note?.text },
      publicMetrics: { repostCount: expect.any(Number) },
      nonPublicMetrics: { impressionCount: expect.any(Number) },
    })
    expect((await login.refreshToken()).access_token).not.toBe(token.access_token)
  })

  it.each([false, true])('logs in by OAuth 1.0a (with "log in with X": %s)', async (withX) => {
    await using x = await liveSandbox()
    redirectFetch(x)
    const { apiKey, apiKeySecret: apiSecret } = x.credentials
    const login = new OAuth1({ apiKey, apiSecret, callback: CALLBACK })
    const back = await logIn(x, await login.startOAuthFlow(withX))
    const tokens = await login.getAccessToken(back.get('oauth_verifier') ?? '')
    // Version 0.6.6 goes on to sign with the secret of the request token, so reads need a new object.
    const oauth1 = new OAuth1({ apiKey, apiSecret, callback: CALLBACK, ...tokens })
    const client = new Client({ oauth1, baseUrl: x.url })
    expect((await client.users.getMe()).data?.id).toBe(ACCOUNT)
  })

  it('reads as the app, and its usage', async () => {
    await using x = await liveSandbox()
    const client = new Client({ bearerToken: x.credentials.bearer, baseUrl: x.url })
    const ids = ownPosts(x)
      .slice(0, 5)
      .map(({ id }) => id)
    const { data } = await client.posts.getByIds(ids, { expansions: ['author_id'] })
    expect(data?.map(({ id }) => id)).toEqual(ids)
    expect((await client.usage.get()).data).toMatchObject({ projectUsage: '5' })
  })
})

describe('X’s first SDK', () => {
  it('logs in by OAuth 2.0 with parameters in the query string, reads, refreshes and revokes', async () => {
    await using x = await liveSandbox()
    const { clientId, clientSecret } = x.credentials
    const options = { agent: agentFor(x).httpAgent }
    const login = new twitter.auth.OAuth2User({
      client_id: clientId,
      client_secret: clientSecret,
      callback: CALLBACK,
      scopes: [...SCOPES],
      request_options: options,
    })
    const page = login.generateAuthURL({ state: 'a state', code_challenge_method: 's256' })
    const { token } = await login.requestAccessToken((await logIn(x, page)).get('code') ?? '')
    const client = new twitter.Client(login, options)
    expect((await client.users.findMyUser()).data?.id).toBe(ACCOUNT)
    const [post] = ownPosts(x)
    const { data } = await client.tweets.findTweetsById({
      ids: [post?.id ?? ''],
      'tweet.fields': ['public_metrics', 'non_public_metrics'],
    })
    expect(data?.[0]?.non_public_metrics?.impression_count).toBeGreaterThanOrEqual(0)
    const { token: next } = await login.refreshAccessToken()
    expect(next.access_token).not.toBe(token.access_token)
    expect(await login.revokeAccessToken()).toEqual({ revoked: true })
    await expect(client.users.findMyUser()).rejects.toMatchObject({ status: 401 })
    expect(JSON.stringify(x.requests)).not.toContain(next.access_token)
  })
})
