// OAuth 1.0a signing, by the `oauth-1.0a` package with a nonce and a hash of our own: left alone it draws
// nonces from Math.random() and falls back to PLAINTEXT.
//
// @see https://docs.x.com/resources/fundamentals/authentication/oauth-1-0a/creating-a-signature

import { createHmac, randomBytes } from 'node:crypto'

import OAuth from 'oauth-1.0a'

export interface OAuth1Keys {
  readonly consumer: { readonly key: string; readonly secret: string }
  readonly token: { readonly key: string; readonly secret: string }
}

export const signOAuth1 = (
  { consumer, token }: OAuth1Keys,
  request: { readonly method: string; readonly url: string },
  now: number,
): string => {
  const oauth = new OAuth({
    consumer: { ...consumer },
    signature_method: 'HMAC-SHA1',
    hash_function: (base, key) => createHmac('sha1', key).update(base).digest('base64'),
  })
  oauth.getTimeStamp = () => Math.floor(now / 1000)
  oauth.getNonce = () => randomBytes(16).toString('hex')
  return oauth.toHeader(oauth.authorize({ ...request }, { ...token })).Authorization
}
