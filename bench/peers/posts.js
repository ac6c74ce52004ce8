// The schema and resolvers shared by Apollo Server, mercurius, GraphQL Yoga and graphql-jit. A DataLoader per request fetches up to 100 posts per call,
// with the selected fields only.

import DataLoader from 'dataloader'
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'
import { Pool } from 'undici'

import { upstream } from './arguments.js'

export const typeDefs = /* GraphQL */ `
  scalar PostID
  scalar SafeInt

  type Query {
    posts(ids: [PostID!]!): [Post]!
  }

  type Post {
    id: ID!
    text: String
    createdAt: String
    publicMetrics: PublicPostMetrics
    author: User
    media: [Media!]
  }

  type PublicPostMetrics {
    likeCount: SafeInt
    retweetCount: SafeInt
    replyCount: SafeInt
    quoteCount: SafeInt
    bookmarkCount: SafeInt
    impressionCount: SafeInt
  }

  type User {
    id: ID!
    username: String!
    name: String
  }

  interface Media {
    mediaKey: ID!
    type: String!
  }

  type Photo implements Media {
    mediaKey: ID!
    type: String!
    url: String
  }

  type Video implements Media {
    mediaKey: ID!
    type: String!
    durationMs: Int
    previewImageUrl: String
  }
`

const postId = (value) => {
  if (typeof value === 'string' && /^\d{1,19}$/.test(value)) return value
  throw new GraphQLError(`PostID cannot represent ${JSON.stringify(value)}.`)
}

const safeInt = (value) => {
  if (Number.isSafeInteger(value)) return value
  throw new GraphQLError(`SafeInt cannot represent ${JSON.stringify(value)}.`)
}

const mediaFields = { mediaKey: ({ media_key }) => media_key }

export const resolvers = {
  PostID: new GraphQLScalarType({
    name: 'PostID',
    serialize: postId,
    parseValue: postId,
    parseLiteral: (node) => postId(node.kind === Kind.STRING ? node.value : undefined),
  }),
  SafeInt: new GraphQLScalarType({ name: 'SafeInt', serialize: safeInt }),
  Query: {
    posts: (_, { ids }, context, info) => {
      const loader = context.loaderFor(queryParameters(info))
      return ids.map((id) => loader.load(id))
    },
  },
  Post: {
    id: ({ tweet }) => tweet.id,
    text: ({ tweet }) => tweet.text,
    createdAt: ({ tweet }) => tweet.created_at,
    publicMetrics: ({ tweet }) => tweet.public_metrics,
    author: ({ tweet, users }) => users.get(tweet.author_id),
    media: ({ tweet, media }) => tweet.attachments?.media_keys.map((key) => media.get(key)),
  },
  PublicPostMetrics: {
    likeCount: ({ like_count }) => like_count,
    retweetCount: ({ retweet_count }) => retweet_count,
    replyCount: ({ reply_count }) => reply_count,
    quoteCount: ({ quote_count }) => quote_count,
    bookmarkCount: ({ bookmark_count }) => bookmark_count,
    impressionCount: ({ impression_count }) => impression_count,
  },
  Media: { resolveType: ({ type }) => (type === 'photo' ? 'Photo' : 'Video') },
  Photo: mediaFields,
  Video: {
    ...mediaFields,
    durationMs: ({ duration_ms }) => duration_ms,
    previewImageUrl: ({ preview_image_url }) => preview_image_url,
  },
}

/** Looks only at the fields directly below `posts`, which is enough for the benchmark's queries. */
const queryParameters = ({ fieldNodes }) => {
  const names = new Set()
  for (const { selectionSet } of fieldNodes) {
    for (const selection of selectionSet.selections) names.add(selection.name.value)
  }
  const expansions = []
  if (names.has('author')) expansions.push('author_id')
  if (names.has('media')) expansions.push('attachments.media_keys')
  const tweetFields = [
    ...(names.has('createdAt') ? ['created_at'] : []),
    ...(names.has('publicMetrics') ? ['public_metrics'] : []),
  ]
  return [
    tweetFields.length > 0 ? `&tweet.fields=${tweetFields.join(',')}` : '',
    expansions.length > 0 ? `&expansions=${expansions.join(',')}` : '',
    names.has('media') ? '&media.fields=url,duration_ms,preview_image_url' : '',
  ].join('')
}

const pool = new Pool(upstream)
const headers = { authorization: 'Bearer bench' }

const lookUp = async (ids, parameters) => {
  const { statusCode, body } = await pool.request({
    method: 'GET',
    path: `/2/tweets?ids=${ids.join(',')}${parameters}`,
    headers,
  })
  if (statusCode !== 200) throw new GraphQLError(`X answered with ${statusCode}.`)
  const { data = [], includes = {} } = await body.json()
  const tweets = new Map(data.map((tweet) => [tweet.id, tweet]))
  const users = new Map((includes.users ?? []).map((user) => [user.id, user]))
  const media = new Map((includes.media ?? []).map((item) => [item.media_key, item]))
  return ids.map((id) => {
    const tweet = tweets.get(id)
    return tweet === undefined ? new GraphQLError(`X has no post ${id}.`) : { tweet, users, media }
  })
}

/** Creates the context of a request, with one loader per set of query parameters. */
export const createContext = () => {
  const loaders = new Map()
  return {
    loaderFor: (parameters) => {
      let loader = loaders.get(parameters)
      if (loader === undefined) {
        loader = new DataLoader((ids) => lookUp(ids, parameters), { maxBatchSize: 100 })
        loaders.set(parameters, loader)
      }
      return loader
    },
  }
}
