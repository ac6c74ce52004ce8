// The archive in PostgreSQL, for several gateways on several machines. Whoever changes something holds one lock of all,
// for some milliseconds.

import { Pool, types } from 'pg'

import { furnish, LOCK } from './postgres-schema.ts'
import * as sql from './postgres-statements.ts'
import { join, nextThinning, type Run, thinningsOf } from './runs.ts'
import { FORGOTTEN_FOR_MS, type Key, type News, STEP, type Store } from './store.ts'

const CONNECT_MS = 2000
const STATEMENT_MS = 5000

const { INT8 } = types.builtins

/** No time and no count here is too large for a number. */
const getTypeParser = ((type: number, format: 'text') =>
  type === INT8 ? Number : types.getTypeParser(type, format)) as typeof types.getTypeParser

type Row = Readonly<Record<string, unknown>>
type Query = (text: string, values: unknown[]) => Promise<Row[]>

/** Parts of the items of a list, each as a list of its own. */
const columns = <T>(items: readonly T[], ...parts: readonly ((item: T) => unknown)[]): unknown[] =>
  parts.map((part) => items.map(part))

const keys = (list: readonly Key[]): unknown[] =>
  columns(
    list,
    ({ subject }) => subject,
    ({ kind }) => kind,
    ({ owner }) => owner,
  )

const runOf = (row: Row | undefined): Run | undefined =>
  typeof row?.began === 'number' ? (row as unknown as Run) : undefined

/** @throws StoreError */
export const openPostgresArchive = async (url: string): Promise<Store> => {
  const pool = new Pool({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: STATEMENT_MS + 1000,
    // One that stops in the middle lets go of the lock.
    idle_in_transaction_session_timeout: STATEMENT_MS,
    application_name: 'x-metrics-gateway',
    types: { getTypeParser },
  })
  // A connection that is lost between two queries: the next one says so, or another connection is made for it.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  await furnish(pool, url)

  const query: Query = async (text, values) => (await pool.query<Row>(text, values)).rows

  /** In its turn among all gateways. */
  const alone = async <T>(work: (query: Query) => Promise<T>): Promise<T> => {
    const client = await pool.connect()
    try {
      await client.query(`BEGIN; ${LOCK}`)
      const result = await work(
        async (text, values) => (await client.query<Row>(text, values)).rows,
      )
      await client.query('COMMIT')
      client.release()
      return result
    } catch (error) {
      // Whatever was under way ends with its connection.
      client.release(true)
      throw error
    }
  }

  return {
    write: (given) => alone((query) => write(query, given)),
    latest: async (list, at) => (await query(sql.LATEST, [...keys(list), at])).map(runOf),
    runs: async ({ subject, kind, owner }, since, until) =>
      (await query(sql.RUNS, [subject, kind, owner, until, since])) as unknown as Run[],
    forgetPosts: (ids) =>
      alone(async (query) => {
        await query(sql.DROP_POSTS, [ids])
      }),
    forgetHidden: (ids) =>
      alone(async (query) => {
        const notOwned = await query(sql.NOT_OWNED, [ids])
        await query(sql.DROP_POSTS, [notOwned.map(({ id }) => id)])
      }),
    forgetOwner: (owner, before) =>
      alone(async (query) => {
        await query(sql.FORGET_OWNER, [owner, before])
        const posts = (await query(sql.DROP_OWNED, [owner])).map(({ post }) => post)
        await query(sql.DROP_EMPTY, [posts])
        await query(sql.DISOWN, [posts])
        return posts.length === STEP.series
      }),
    clear: async () => {
      if ((await query(sql.DROPPED, [])).length === 0) return false
      return alone(async (query) => {
        const dropped = (await query(sql.DROPPED, [])).map(({ series }) => series)
        await query(sql.CLEAR, [dropped])
        await query(sql.CLEARED, [dropped])
        return (await query(sql.DROPPED, [])).length > 0
      })
    },
    // Its own vacuum does that.
    scrub: async () => {},
    tend: async (now, mostPosts) => {
      const toDo = async (query: Query) => {
        const [row] = await query(sql.TO_DO, [now])
        return { beyond: Number(row?.posts) - mostPosts, isDue: row?.due === true }
      }
      const { beyond, isDue } = await toDo(query)
      if (beyond <= 0 && !isDue) return false
      return alone(async (query) => {
        const { beyond } = await toDo(query)
        await query(sql.DROP_FORGOTTEN, [now - FORGOTTEN_FOR_MS])
        const oldest = await query(sql.OLDEST, [Math.max(0, Math.min(beyond, STEP.posts))])
        await query(sql.DROP_POSTS, [oldest.map(({ id }) => id)])
        await thin(query, now)
        return true
      })
    },
    close: () => pool.end(),
  }
}

const write = async (query: Query, given: readonly News[]): Promise<void> => {
  const owners = [...new Set(given.map(({ key }) => key.owner))]
  const forgotten = new Map(
    (await query(sql.FORGOTTEN, [owners])).map(({ owner, at }) => [owner, Number(at)]),
  )
  const news = given.flatMap(({ key, postId, readings: all }) => {
    const since = forgotten.get(key.owner) ?? 0
    const readings = all.filter(({ at }) => at >= since)
    const [oldest] = readings
    return oldest === undefined ? [] : [{ key, postId, readings, since: oldest.at }]
  })
  if (news.length === 0) return
  const subjects = keys(news.map(({ key }) => key))
  const posts = columns(
    news,
    ({ postId }) => postId,
    ({ readings, since }) => readings.at(-1)?.at ?? since,
    ({ key }) => (key.owner === '' ? 0 : 1),
  )
  await query(sql.ENTER_POSTS, posts)
  const begun = columns(
    news,
    ({ postId }) => postId,
    ({ since }) => since,
  )
  await query(sql.ENTER_SERIES, [...subjects, ...begun])
  const found = await query(sql.FIND, subjects)
  const put: { readonly id: unknown; readonly run: Run }[] = []
  const drop: { readonly id: unknown; readonly began: number }[] = []
  for (const [place, { readings }] of news.entries()) {
    const row = found[place]
    const joined = join(runOf(row), Number(row?.since), readings)
    for (const run of joined.put) put.push({ id: row?.id, run })
    for (const began of joined.drop) drop.push({ id: row?.id, began })
  }
  const dropped = columns(
    drop,
    ({ id }) => id,
    ({ began }) => began,
  )
  if (drop.length > 0) await query(sql.DROP, dropped)
  const runs = columns(
    put,
    ({ id }) => id,
    ({ run }) => run.began,
    ({ run }) => run.lasted,
    ({ run }) => run.numbers,
  )
  await query(sql.PUT, runs)
  const atRest = found.filter(({ due }) => due === null).map(({ id }) => id)
  if (atRest.length > 0) await query(sql.WAKE, [atRest])
}

const thin = async (query: Query, now: number): Promise<void> => {
  const due = await query(sql.DUE, [now])
  const ranges = due.flatMap(({ id, since, thinned }) =>
    thinningsOf(Number(thinned), now).map((thinning) => ({ id, first: since, ...thinning })),
  )
  const thinned = columns(
    ranges,
    ({ id }) => id,
    ({ first }) => first,
    ({ since }) => since,
    ({ until }) => until,
    ({ bucket }) => bucket,
  )
  await query(sql.THIN, thinned)
  const again = columns(
    due,
    ({ id }) => id,
    ({ newest }) => nextThinning(Number(newest), now),
  )
  await query(sql.THINNED, [...again, now])
}
