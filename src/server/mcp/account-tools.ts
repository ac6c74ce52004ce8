// The tools that answer questions about connected accounts from the archive. They make no call to X for posts.

import type { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'

import type { Enums } from './enums.ts'
import { BEST_TIMES, RECORDED_POSTS, SERIES, SUMMARY, TOP_POSTS } from './queries.ts'
import type { RunQuery } from './run.ts'
import { MAX_POSTS, READ_ONLY } from './tools.ts'

const SCOPE =
  'Of each connected account, from what this gateway has recorded; costs nothing at X. Null, with a notice, when the account has to log in again.'

const TIME = z.iso.datetime({ offset: true })
const SINCE = TIME.describe('The beginning.')
const UNTIL = TIME.optional().describe('The end. Default: now.')
const TIMEZONE = z
  .string()
  .max(64)
  .optional()
  .describe('An IANA time zone, such as Europe/Berlin. Default: UTC.')
const FIRST = z.int().min(1).max(MAX_POSTS).default(20).describe('The number of posts.')

export const addAccountTools = (server: McpServer, run: RunQuery, enums: Enums): void => {
  addCountTools(server, run, enums)
  addListTools(server, run, enums)
}

const addCountTools = (server: McpServer, run: RunQuery, enums: Enums): void => {
  server.registerTool(
    'summary',
    {
      title: 'Summary of a period',
      description: `What the posts of an account gained in a period, its followers, and the same of the period before; coverage, 0 to 1, is how much of the period was sampled. ${SCOPE}`,
      inputSchema: z.object({ since: SINCE, until: UNTIL }),
      annotations: READ_ONLY,
    },
    (variables) => run('McpSummary', SUMMARY, variables),
  )
  server.registerTool(
    'series',
    {
      title: 'Gains over time',
      description: `What the posts of an account gained per hour, day or week, with the running total. A step without a sample is null, not 0. ${SCOPE}`,
      inputSchema: z.object({
        metric: enums.metric,
        variant: enums.variant.optional(),
        since: SINCE,
        until: UNTIL,
        stepMinutes: z
          .int()
          .min(15)
          .max(10_080)
          .optional()
          .describe('60 for hours, 1440 for days (the default), 10080 for weeks.'),
        timezone: TIMEZONE,
      }),
      annotations: READ_ONLY,
    },
    (variables) => run('McpSeries', SERIES, variables),
  )
  server.registerTool(
    'bestTimes',
    {
      title: 'Best times to post',
      description: `The median engagement rate of posts by ISO weekday (1 is Monday) and hour, with the number of posts that each rests on; null for fewer than three. ${SCOPE}`,
      inputSchema: z.object({ since: SINCE, timezone: TIMEZONE }),
      annotations: READ_ONLY,
    },
    (variables) => run('McpBestTimes', BEST_TIMES, variables),
  )
}

const addListTools = (server: McpServer, run: RunQuery, enums: Enums): void => {
  server.registerTool(
    'topPosts',
    {
      title: 'Best posts of a period',
      description: `The posts written in a period, best first. ${SCOPE}`,
      inputSchema: z.object({ by: enums.order, since: SINCE, until: UNTIL, first: FIRST }),
      annotations: READ_ONLY,
    },
    (variables) => run('McpTopPosts', TOP_POSTS, variables),
  )
  server.registerTool(
    'recordedPosts',
    {
      title: 'Search of own posts',
      description: `All recorded posts by order, words and kind, in pages. ${SCOPE}`,
      inputSchema: z.object({
        orderBy: enums.order.optional().describe('Default: NEWEST.'),
        direction: enums.direction.optional(),
        kinds: z.array(enums.kind).optional(),
        mediaTypes: z.array(z.string()).optional().describe('photo, video, animated_gif'),
        search: z
          .string()
          .max(200)
          .optional()
          .describe('Words that the text contains, all of them.'),
        hasMedia: z.boolean().optional(),
        promoted: z.boolean().optional(),
        excludeReplies: z.boolean().optional(),
        excludeReposts: z.boolean().optional(),
        since: TIME.optional().describe('Only posts written at that time or later.'),
        until: TIME.optional().describe('Only posts written before that time.'),
        first: FIRST,
        after: z.string().max(500).optional().describe('The endCursor of the page before.'),
      }),
      annotations: READ_ONLY,
    },
    (variables) => run('McpRecordedPosts', RECORDED_POSTS, variables),
  )
}
