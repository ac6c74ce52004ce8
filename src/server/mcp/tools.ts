// The tools of the MCP server. All of them only read.

import type { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'

import { postIdIn } from '../../x/post-link.ts'
import type { Enums } from './enums.ts'
import type { PriceQuery } from './price.ts'
import { HISTORY, OWN_POSTS, POSTS } from './queries.ts'
import { inputError, type RunQuery, toolResult } from './run.ts'
import type { SchemaSearch } from './schema-search.ts'

/** One lookup request to X. */
export const MAX_POSTS = 100
const MAX_ENTRIES = 30

export const READ_ONLY = {
  readOnlyHint: true,
  destructiveHint: false,
  openWorldHint: true,
} as const

const PRIVATE = z
  .boolean()
  .default(false)
  .describe(
    'Also the metrics that only the author sees. A metric that is not available is null, and unavailableMetrics has the reason.',
  )

const POST = z.string().max(200).describe('An id, or a link such as https://x.com/name/status/20.')

export const addPostTools = (server: McpServer, run: RunQuery, { variant }: Enums): void => {
  server.registerTool(
    'get_post_metrics',
    {
      title: 'Metrics of posts',
      description:
        'Current metrics of posts on X, by ids or links. A post that X does not return is null, and errors has the reason. X bills each post once per day: see cost.',
      inputSchema: z.object({ posts: z.array(POST).min(1).max(MAX_POSTS), private: PRIVATE }),
      annotations: READ_ONLY,
    },
    ({ posts, private: withPrivate }) => {
      const unknown = posts.filter((post) => postIdIn(post) === undefined)
      if (unknown.length > 0) {
        return inputError(`Neither an id nor a link of a post: ${unknown.join(', ')}.`)
      }
      return run('McpPosts', POSTS, { ids: posts.map(postIdIn), private: withPrivate })
    },
  )
  server.registerTool(
    'list_own_posts',
    {
      title: 'Own posts',
      description:
        'The latest posts of each connected account with their metrics, newest first. Without a connected account the list is empty; loginUrl says where to connect one.',
      inputSchema: z.object({
        first: z.int().min(1).max(MAX_POSTS).default(20).describe('The number of posts.'),
        after: z.string().max(500).optional().describe('The endCursor of the page before.'),
        private: PRIVATE,
      }),
      annotations: READ_ONLY,
    },
    (variables) => run('McpOwnPosts', OWN_POSTS, variables),
  )
  server.registerTool(
    'get_post_history',
    {
      title: 'History of a post',
      description:
        'Earlier metrics of a post, if this gateway has archived them. The archive has what was requested or recorded; it cannot be filled afterwards.',
      inputSchema: z.object({
        post: POST,
        variant: variant
          .default('PUBLIC')
          .describe('The group of metrics. All but PUBLIC are for the author only.'),
        since: z.iso.datetime({ offset: true }).describe('The beginning.'),
        until: z.iso.datetime({ offset: true }).optional().describe('The end. Default: now.'),
        step: z.int().min(1).max(525_600).optional().describe('Minutes between two samples.'),
      }),
      annotations: READ_ONLY,
    },
    ({ post, ...variables }) => {
      const id = postIdIn(post)
      if (id === undefined) return inputError(`Neither an id nor a link of a post: ${post}.`)
      return run('McpHistory', HISTORY, { id, ...variables })
    },
  )
}

/** The maximum of MAX_QUERY_KB decides. */
const MAX_QUERY_CHARACTERS = 100_000

export const addPriceTool = (server: McpServer, price: PriceQuery): void => {
  server.registerTool(
    'price_query',
    {
      title: 'Price of a query',
      description:
        'The most that a GraphQL query of this gateway can cost, without running it: calls to X, posts, users and dollars, what is left of rate limits and spend limits after it. Makes no call to X and returns no data.',
      inputSchema: z.object({
        query: z.string().min(1).max(MAX_QUERY_CHARACTERS).describe('The query’s text.'),
        variables: z.record(z.string(), z.unknown()).default({}).describe('Its variables.'),
      }),
      annotations: { ...READ_ONLY, openWorldHint: false },
    },
    ({ query, variables }) => price(query, variables),
  )
}

export const addSchemaTool = (server: McpServer, search: SchemaSearch): void => {
  server.registerTool(
    'search_schema',
    {
      title: 'Search of the GraphQL schema',
      description:
        'Finds types, fields and enum values of this gateway’s GraphQL schema by words in their names and descriptions, to write queries with. Makes no call to X.',
      inputSchema: z.object({ words: z.string().min(1).max(200) }),
      annotations: { ...READ_ONLY, openWorldHint: false },
    },
    ({ words }) => toolResult({ ...search.find(words, MAX_ENTRIES), cost: { calls: 0 } }),
  )
}
