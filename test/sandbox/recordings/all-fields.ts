// A query for all fields of posts and users, written from the gateway's schema.

import {
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
} from 'graphql'

import { schema } from '../../../src/schema/index.ts'

/** Objects with an identity, which occur at several places: each has a fragment. */
const ENTITIES: ReadonlySet<string> = new Set(['Media', 'Place', 'Poll', 'User'])

/** Posts that a response can include. Other posts, such as the conversation's first, take another call. */
const INCLUDED_POSTS: ReadonlySet<string> = new Set(['editHistory', 'mediaSourcePosts', 'post'])

/** Private metrics, and what is derived from them. They take a call of their own. */
const PRIVATE: ReadonlySet<string> = new Set([
  'nonPublicMetrics',
  'organicMetrics',
  'promotedMetrics',
  'promotedShare',
  'unavailableMetrics',
])

const typeNamed = (name: string): GraphQLObjectType => {
  const type = schema.getType(name)
  if (!isObjectType(type)) throw new Error(`${name} is not an object type`)
  return type
}

type Includes = (field: GraphQLField<unknown, unknown>) => boolean

const selectionOf = (type: GraphQLObjectType, includes: Includes, isNested = false): string =>
  Object.values(type.getFields())
    .filter((field) => field.args.length === 0 && includes(field))
    .flatMap((field) => {
      const named = getNamedType(field.type)
      if (isLeafType(named)) return field.name
      if (ENTITIES.has(named.name)) return `${field.name} { ...${named.name} }`
      if (named.name === 'Post') {
        return INCLUDED_POSTS.has(field.name) && !isNested ? `${field.name} { ...Included }` : []
      }
      if (!isObjectType(named)) return []
      const selection = selectionOf(named, includes, isNested)
      return selection === '' ? [] : `${field.name} { ${selection} }`
    })
    .join(' ')

const isPublic: Includes = ({ name }) => !PRIVATE.has(name)

const fragment = (name: string, type: string, selection: string): string =>
  `fragment ${name} on ${type} { __typename ${selection} }`

const mediaSelection = (includes: Includes): string => {
  const media = schema.getType('Media')
  if (!isAbstractType(media)) throw new Error('Media is not an interface')
  return schema
    .getPossibleTypes(media)
    .map((type) => `... on ${type.name} { ${selectionOf(type, includes)} }`)
    .join(' ')
}

/** Users mention users. */
const isOfUser: Includes = (field) => isPublic(field) && field.name !== 'user'

const USER = fragment('User', 'User', selectionOf(typeNamed('User'), isOfUser))

const FRAGMENTS = [
  USER,
  fragment('Media', 'Media', mediaSelection(isPublic)),
  fragment('Included', 'Post', selectionOf(typeNamed('Post'), isPublic, true)),
  ...['Place', 'Poll'].map((name) => fragment(name, name, selectionOf(typeNamed(name), isPublic))),
].join('\n')

const privateGroups = (type: GraphQLObjectType): string =>
  Object.values(type.getFields())
    .filter(({ name }) => /^(nonPublic|organic|promoted)Metrics$/.test(name))
    .map((field) => {
      const named = getNamedType(field.type)
      return isObjectType(named)
        ? `${field.name} { ${selectionOf(named, () => true)} }`
        : field.name
    })
    .join(' ')

/** The ids of users, which X may send without the users. */
const IDS = 'author { id } inReplyToUser { id } entities { mentions { user { id } } }'

export const ALL_FIELDS = {
  posts: `query ($ids: [PostID!]!) { posts(ids: $ids) { __typename ${selectionOf(typeNamed('Post'), isPublic)} } } ${FRAGMENTS}`,
  privateMetrics: `query ($ids: [PostID!]!) { posts(ids: $ids) {
    __typename id ${privateGroups(typeNamed('Post'))}
    media { __typename mediaKey ... on Video { ${privateGroups(typeNamed('Video'))} } }
  } }`,
  ids: `query ($ids: [PostID!]!) { posts(ids: $ids) { ...Ids
    editHistory { ...Ids } mediaSourcePosts { ...Ids } referencedPosts { post { ...Ids } }
  } } ${fragment('Ids', 'Post', `id ${IDS}`)}`,
  users: `query ($ids: [UserID!]!) { users(ids: $ids) { ...User } } ${USER}`,
}
