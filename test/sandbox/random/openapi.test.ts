// The sandbox's answers against X's own OpenAPI document, which X publishes without a token
// (https://api.x.com/2/openapi.json). The document is X's and not kept here: name a copy to run this.
//
//   X_OPENAPI=openapi.json npx vitest run test/sandbox/random/openapi.test.ts

import { readFileSync } from 'node:fs'

import { Ajv, type ErrorObject } from 'ajv'
import formats from 'ajv-formats'
import { expect, it } from 'vitest'

import {
  MEDIA_FIELDS,
  PLACE_FIELDS,
  POLL_FIELDS,
  POST_FIELDS,
  TWEET_FIELDS,
  USER_FIELDS,
} from '../../../src/sandbox/vocabulary.ts'
import { ask, sandboxAt } from '../helpers/ask.ts'
import { postsOf } from '../helpers/find.ts'

// biome-ignore lint/style/noProcessEnv: where the reader has put X's document
const file = process.env.X_OPENAPI

/**
 * Where X's document contradicts X's recorded answers or itself: it bounds counts to 32 bits that real
 * videos have long passed, and its pattern for reply settings is shorter than a value of its own list.
 */
const contradicted = ({ keyword, params, instancePath }: ErrorObject): boolean =>
  (keyword === 'format' && (params as { format?: string }).format === 'int32') ||
  (keyword === 'pattern' && instancePath.endsWith('/reply_settings'))

/** Everything that can be asked, in the words of the document: X renamed tweets to posts in July 2026. */
const everything = (newWords: boolean): string => {
  const posts = newWords
    ? ['post.fields', POST_FIELDS, 'referenced_posts', 'edit_history_post_ids']
    : ['tweet.fields', TWEET_FIELDS, 'referenced_tweets.id', 'edit_history_tweet_ids']
  return [
    `${posts[0]}=${posts[1]}`,
    `media.fields=${MEDIA_FIELDS}`,
    `poll.fields=${POLL_FIELDS}`,
    `place.fields=${PLACE_FIELDS}`,
    `user.fields=${USER_FIELDS}`,
    `expansions=author_id,in_reply_to_user_id,attachments.media_keys,attachments.poll_ids,entities.mentions.username,geo.place_id,${posts[2]},${posts[3]}`,
  ].join('&')
}

const PATHS = ['/2/tweets', '/2/tweets/{id}', '/2/users/me', '/2/users/{id}'] as const

type Path = (typeof PATHS)[number]

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
  readonly paths: Record<
    string,
    { get: { responses: { '200': { content: Record<string, { schema: { $ref: string } }> } } } }
  >
}

const validator = (document: Document) => {
  const ajv = formats.default(new Ajv({ strict: false, allErrors: true }))
  ajv.addSchema(document, 'x')
  return (path: Path, body: unknown): string[] => {
    const { $ref } = document.paths[path]?.get.responses['200'].content['application/json']
      ?.schema ?? { $ref: '' }
    const validate = ajv.getSchema(`x${$ref}`)
    if (validate === undefined) return [`no schema for ${path}`]
    void validate(body)
    return (validate.errors ?? [])
      .filter((error) => !contradicted(error))
      .map(
        ({ instancePath, message, params }) =>
          `${instancePath} ${message} ${JSON.stringify(params)}`,
      )
  }
}

it.skipIf(file === undefined)(
  'every post and user validates against X’s OpenAPI document (set X_OPENAPI to run)',
  async () => {
    const document = JSON.parse(readFileSync(file ?? '', 'utf8')) as Document
    const faultsOf = validator(document)
    const newWords = 'Post' in document.components.schemas
    await using x = await sandboxAt()
    const posts = postsOf(x).map(({ id }) => id)
    const query = everything(newWords)
    for (const as of ['app', 'owner'] as const) {
      for (let from = 0; from < posts.length; from += 20) {
        const ids = posts.slice(from, from + 20).join(',')
        const { body } = await ask(x, `/2/tweets?ids=${ids}&${query}`, as)
        expect(faultsOf('/2/tweets', body), ids).toEqual([])
      }
      for (const id of posts) {
        const { body } = await ask(x, `/2/tweets/${id}?${query}`, as)
        expect(faultsOf('/2/tweets/{id}', body), id).toEqual([])
      }
    }
    const fields = newWords
      ? `user.fields=${USER_FIELDS}&expansions=pinned_post_id&post.fields=public_metrics`
      : `user.fields=${USER_FIELDS}&expansions=pinned_tweet_id`
    expect(faultsOf('/2/users/me', (await ask(x, `/2/users/me?${fields}`, 'owner')).body)).toEqual(
      [],
    )
    for (const id of x.world.users.keys()) {
      expect(
        faultsOf('/2/users/{id}', (await ask(x, `/2/users/${id}?${fields}`)).body),
        id,
      ).toEqual([])
    }
  },
)
