// Logs in by OAuth 2.0 through the consent page, as a public client.

import type { Sandbox } from '../../../sandbox/index.ts'
import { click, redirectParameters } from './twitter-api-v2.ts'

/** Returns an access token of an account. */
export const logIn = async (
  { url, credentials }: Pick<Sandbox, 'url' | 'credentials'>,
  account: string,
  scope = 'tweet.read users.read',
): Promise<string> => {
  const client = { client_id: credentials.publicClientId, redirect_uri: 'http://127.0.0.1/back' }
  const page = new URL('/i/oauth2/authorize', url)
  page.search = new URLSearchParams({
    ...client,
    response_type: 'code',
    scope,
    state: 'a state',
    code_challenge: 'plain words',
    code_challenge_method: 'plain',
  }).toString()
  const code = redirectParameters(await click(page, { account })).get('code') ?? ''
  const answer = await fetch(`${url}/2/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...client,
      grant_type: 'authorization_code',
      code,
      code_verifier: 'plain words',
    }),
  })
  return ((await answer.json()) as { access_token: string }).access_token
}
