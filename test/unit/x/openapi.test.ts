// Every property of X's objects is in the schema, or docs/fields.md says why it is not. The names are in
// property-names.ts; with X_OPENAPI, a directory of X's OpenAPI documents, those of the documents count as well.

import { readFileSync } from 'node:fs'

import { type GraphQLNamedType, getNamedType, isAbstractType, isObjectType } from 'graphql'
import { describe, expect, it } from 'vitest'

import { schema } from '../../../src/schema/index.ts'
import { parseClassic } from '../../../src/x/dialect.ts'
import { openApiDocuments } from '../../kit/openapi-documents.ts'
import { paths } from './property-names.ts'

/** The types of X's objects: a property may be in any of them. */
const ROOTS: Readonly<Record<string, readonly string[]>> = {
  tweet: ['Post'],
  media: ['Photo', 'Video', 'AnimatedGif'],
  user: ['User'],
  poll: ['Poll'],
  place: ['Place'],
}

/** Properties whose fields have other names, or are elsewhere; an empty text stands for the object itself. */
const RENAMED: Readonly<Record<string, string>> = {
  'tweet.attachments': '',
  'tweet.attachments.media_keys': 'media',
  'tweet.attachments.media_source_tweet_id': 'mediaSourcePostIds',
  'tweet.attachments.poll_ids': 'polls',
  'tweet.article.media_entities': 'media',
  'tweet.author_id': 'author',
  'tweet.edit_history_tweet_ids': 'editHistoryIds',
  'tweet.geo.coordinates.coordinates': 'latitude',
  'tweet.geo.place_id': 'place',
  'tweet.in_reply_to_user_id': 'inReplyToUser',
  'tweet.note_request_suggestions.source_link': 'sourceLink.entity',
  'tweet.note_tweet': 'note',
  'tweet.referenced_tweets': 'referencedPosts',
  'tweet.referenced_tweets.id': 'postId',
  'tweet.suggested_source_links': 'suggestedSourceLinks.entity',
  'tweet.suggested_source_links_with_counts.url': 'entity',
  'tweet.username': 'author.username',
  'user.affiliation.user_id': 'userIds',
  'user.entities.url.urls': '',
  'user.is_identity_verified': 'identityVerified',
  'user.most_recent_tweet_id': 'mostRecentPostId',
  'user.pinned_tweet_id': 'pinnedPostId',
  'user.public_metrics.tweet_count': 'postCount',
  'poll.end_datetime': 'endsAt',
  'place.geo': '',
  'place.geo.bbox': 'boundingBox',
  'place.geo.geometry': 'point',
  'place.geo.geometry.coordinates': 'latitude',
}

const fieldFor = (path: string): string => {
  if (/mentions\.id$/.test(path)) return 'user'
  const name = path.slice(path.lastIndexOf('.') + 1)
  return RENAMED[path] ?? name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

const typesAt = (path: string): readonly GraphQLNamedType[] => {
  const roots = ROOTS[path]
  if (roots !== undefined) return roots.flatMap((name) => schema.getType(name) ?? [])
  const parent = path.slice(0, path.lastIndexOf('.'))
  const below = (types: readonly GraphQLNamedType[], field: string): readonly GraphQLNamedType[] =>
    types
      .flatMap((type): readonly GraphQLNamedType[] =>
        isAbstractType(type) ? schema.getPossibleTypes(type) : [type],
      )
      .flatMap((type) => (isObjectType(type) ? (type.getFields()[field] ?? []) : []))
      .map(({ type }) => getNamedType(type))
  const fields = fieldFor(path)
    .split('.')
    .filter((field) => field !== '')
  return fields.reduce<readonly GraphQLNamedType[]>(below, typesAt(parent))
}

const documentation = readFileSync(new URL('../../../docs/fields.md', import.meta.url), 'utf8')

/** The first column of the table of fields that are left out. */
const EXCEPTIONS = [
  ...documentation.matchAll(/^\| `((?:tweet|media|user|poll|place)\.[a-z_.]+)`/gm),
].map(([, path]) => path ?? '')

const isLeftOut = (path: string): boolean =>
  EXCEPTIONS.some((each) => path === each || path.startsWith(`${each}.`))

interface Property {
  readonly $ref?: string
  readonly items?: Property
  readonly properties?: Readonly<Record<string, Property>>
  readonly allOf?: readonly Property[]
}

interface Document {
  readonly info: { readonly version: string }
  readonly components: { readonly schemas: Readonly<Record<string, Property>> }
}

/** The paths of all properties, in the classic vocabulary. */
const propertiesIn = ({ components: { schemas } }: Document): readonly string[] => {
  const found = new Set<string>()
  const visit = (property: Property, path: string): void => {
    const { $ref, items, properties = {}, allOf = [] } = property
    const target = $ref === undefined ? undefined : schemas[$ref.slice($ref.lastIndexOf('/') + 1)]
    for (const each of [target, items, ...allOf]) if (each !== undefined) visit(each, path)
    for (const [name, each] of Object.entries(properties)) {
      found.add(`${path}.${name}`)
      visit(each, `${path}.${name}`)
    }
  }
  const objects = { tweet: ['Tweet', 'Post'], user: ['User'], poll: ['Poll'], place: ['Place'] }
  const media = ['Photo', 'Video', 'AnimatedGif', 'Media']
  for (const [root, names] of Object.entries({ ...objects, media })) {
    for (const name of names) visit(schemas[name] ?? {}, root)
  }
  return [...found]
}

const unreachable = (all: readonly string[]): readonly string[] =>
  all.filter((path) => typesAt(path).length === 0 && !isLeftOut(path))

it('every property of X’s objects is in the schema or in the list of docs/fields.md', () => {
  expect(paths.length).toBeGreaterThan(200)
  expect(unreachable(paths)).toEqual([])
})

it('the list of docs/fields.md has only properties that the schema leaves out', () => {
  expect(EXCEPTIONS.length).toBeGreaterThan(3)
  expect(EXCEPTIONS.filter((path) => !paths.includes(path))).toEqual([])
  expect(EXCEPTIONS.filter((path) => typesAt(path).length > 0)).toEqual([])
})

describe.runIf(openApiDocuments.length > 0)('X’s OpenAPI documents', () => {
  it.each(openApiDocuments)('%s has no other properties', (file) => {
    const text = readFileSync(file, 'utf8')
    const document = parseClassic(text) as Document
    const all = propertiesIn(document)
    expect(all.length).toBeGreaterThan(200)
    expect(unreachable(all)).toEqual([])
    expect(all.filter((path) => !paths.includes(path))).toEqual([])
    const left = all.filter(isLeftOut).length
    console.info(`${document.info.version}: ${all.length} properties, ${left} of them left out`)
  })
})
