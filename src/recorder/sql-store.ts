// The recorder's tables in SQLite or PostgreSQL. Both understand the same statements.

import { z } from 'zod'

import type { AccountState, LastRound, LeftOut, RecorderStore } from './store.ts'

type Row = Readonly<Record<string, unknown>>

export interface Database {
  /** Runs one statement, whose parameters are $1, $2 and so on. */
  query(text: string, values: readonly (string | number | null)[]): Promise<readonly Row[]>
  close(): Promise<void>
}

/** A lease that ends later than this after a new one was made by a clock that was set back since. */
const MAX_CLOCK_DIFFERENCE_MS = 120_000

/** @param schema the prefix of the tables' names */
const statementsIn = (schema: string) => ({
  acquire: `
    INSERT INTO ${schema}recorder_leases VALUES ('recorder', $1, $3)
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
    WHERE recorder_leases.holder = excluded.holder OR recorder_leases.until <= $2
      OR recorder_leases.until > excluded.until + ${MAX_CLOCK_DIFFERENCE_MS}
    RETURNING holder`,
  release: `DELETE FROM ${schema}recorder_leases WHERE holder = $1`,
  readAccount: `SELECT * FROM ${schema}recorder_accounts WHERE id = $1`,
  writeAccount: `
    INSERT INTO ${schema}recorder_accounts VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (id) DO UPDATE SET newest = excluded.newest, oldest = excluded.oldest,
      complete = excluded.complete, refused = excluded.refused`,
  readRound: `SELECT round FROM ${schema}recorder_rounds WHERE id = $1`,
  readRounds: `SELECT id, round FROM ${schema}recorder_rounds`,
  writeRound: `
    INSERT INTO ${schema}recorder_rounds VALUES ($1, $2)
    ON CONFLICT (id) DO UPDATE SET round = excluded.round`,
  readLeftOut: `SELECT posts, newest, until FROM ${schema}recorder_left_out`,
  writeLeftOut: `
    INSERT INTO ${schema}recorder_left_out VALUES (1, $1, $2, $3) ON CONFLICT (one) DO UPDATE
    SET posts = excluded.posts, newest = excluded.newest, until = excluded.until`,
  expire: `DELETE FROM ${schema}watches WHERE until <= $1`,
  watched: `SELECT post, max(until) AS until FROM ${schema}watches WHERE until > $1 GROUP BY post`,
  listOf: `SELECT post FROM ${schema}watches WHERE caller = $1 AND until > $2 ORDER BY post`,
  watch: `
    INSERT INTO ${schema}watches VALUES ($1, $2, $3)
    ON CONFLICT (caller, post) DO UPDATE SET until = excluded.until`,
  unwatch: `DELETE FROM ${schema}watches WHERE caller = $1 AND post = $2`,
  unwatchAll: `DELETE FROM ${schema}watches WHERE post = $1`,
})

export const createSqlStore = ({ query, close }: Database, schema = ''): RecorderStore => {
  const sql = statementsIn(schema)
  const listOf = async (caller: string, now: number): Promise<readonly string[]> =>
    (await query(sql.listOf, [caller, now])).map(({ post }) => String(post))

  return {
    acquire: async (holder, now, until) =>
      (await query(sql.acquire, [holder, now, until])).length === 1,
    release: async (holder) => {
      await query(sql.release, [holder])
    },
    readAccount: async (userId) => {
      const [row] = await query(sql.readAccount, [userId])
      return row && accountStateOf(row)
    },
    writeAccount: async (userId, { range, isComplete, refusedId }) => {
      const { newest = null, oldest = null } = range ?? {}
      await query(sql.writeAccount, [userId, newest, oldest, Number(isComplete), refusedId ?? null])
    },
    readRound: async (userId) => {
      const [row] = await query(sql.readRound, [userId])
      return row && lastRoundOf(row)
    },
    readRounds: async () =>
      new Map((await query(sql.readRounds, [])).map((row) => [String(row.id), lastRoundOf(row)])),
    writeRound: async (userId, round) => {
      await query(sql.writeRound, [userId, JSON.stringify(round)])
    },
    readLeftOut: async () => {
      const [row] = await query(sql.readLeftOut, [])
      return row && leftOutOf(row)
    },
    writeLeftOut: async ({ posts, newest, until }) => {
      await query(sql.writeLeftOut, [posts, newest, until])
    },
    watched: async (now) => {
      await query(sql.expire, [now])
      return (await query(sql.watched, [now])).map(({ post, until }) => ({
        postId: String(post),
        until: Number(until),
      }))
    },
    watch: async (caller, watches, now, max) => {
      const list = new Set(await listOf(caller, now))
      for (const { postId } of watches) list.add(postId)
      if (list.size > max) return undefined
      for (const { postId, until } of watches) await query(sql.watch, [caller, postId, until])
      return listOf(caller, now)
    },
    unwatch: async (caller, postIds, now) => {
      for (const postId of postIds) await query(sql.unwatch, [caller, postId])
      return listOf(caller, now)
    },
    unwatchAll: async (postIds) => {
      for (const postId of postIds) await query(sql.unwatchAll, [postId])
    },
    close,
  }
}

const accountStateOf = ({ newest, oldest, complete, refused }: Row): AccountState => ({
  isComplete: Number(complete) === 1,
  ...(typeof newest === 'string' && typeof oldest === 'string' && { range: { newest, oldest } }),
  ...(typeof refused === 'string' && { refusedId: refused }),
})

const lastRound = z.object({
  sampledAt: z.number().optional(),
  waitingSince: z.number().optional(),
  nextAt: z.number(),
  limits: z.array(
    z.object({
      reason: z.enum(['SPEND_LIMIT', 'RATE_LIMIT', 'RECONNECT_NEEDED', 'NO_ANSWER']),
      posts: z.number(),
      until: z.number().optional(),
    }),
  ),
})

const lastRoundOf = ({ round }: Row): LastRound => lastRound.parse(JSON.parse(String(round)))

const leftOutOf = ({ posts, newest, until }: Row): LeftOut => ({
  posts: Number(posts),
  newest: Number(newest),
  until: Number(until),
})
