// The SQL statements for PostgreSQL. Lists are passed as arrays, so that a step of many rows is a few statements.

import { HOUR_MS } from '../infra/clock.ts'
import { SCHEMA } from './postgres-migrations.ts'
import { orderingOf, POST_KINDS, type RecordQuery } from './records.ts'
import { SEEN_PRECISION_MS, STEP } from './store.ts'

const REPOST = POST_KINDS.indexOf('REPOST')

export const UPSERT_POSTS = `
  INSERT INTO ${SCHEMA}.posts SELECT id, max(seen), max(private)
  FROM unnest($1::text[], $2::bigint[], $3::int[]) AS given (id, seen, private) GROUP BY id
  ON CONFLICT (id) DO UPDATE
  SET seen = greatest(posts.seen, excluded.seen), private = greatest(posts.private, excluded.private)
  WHERE excluded.seen > posts.seen + ${SEEN_PRECISION_MS} OR excluded.private > posts.private`

export const KNOWN_RECORDS = `SELECT id FROM ${SCHEMA}.records WHERE id = ANY ($1)`

export const UPSERT_RECORDS = `
  INSERT INTO ${SCHEMA}.records
    (id, author, created, kind, promoted, media, links, text, folded, displayed, thumbnail)
  SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::int[], $5::int[], $6::text[],
    $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
  ON CONFLICT (id) DO UPDATE
  SET kind = excluded.kind, promoted = greatest(records.promoted, excluded.promoted),
    media = coalesce(excluded.media, records.media), links = coalesce(excluded.links, records.links),
    text = excluded.text,
    folded = CASE WHEN excluded.displayed IS NULL AND records.displayed IS NOT NULL
      THEN records.folded ELSE excluded.folded END,
    displayed = coalesce(excluded.displayed, records.displayed),
    thumbnail = coalesce(excluded.thumbnail, records.thumbnail)`

/** The filters of a list, as `filterParameters` says. */
const MATCHES = `
  author = $1 AND created >= $2 AND created < $3
  AND ($4::int IS NULL OR promoted = $4)
  AND ($5::int IS NULL OR (coalesce(media, '[]') <> '[]')::int = $5)
  AND kind <> ALL ($6::int[])
  AND NOT EXISTS (SELECT FROM unnest($7::text[]) AS word WHERE strpos(folded, word) = 0)
  AND ($8::text[] IS NULL OR media::jsonb ?| $8)`

export const records = (query: RecordQuery): string => {
  const { value, after, sort } = orderingOf(query)
  return `
    SELECT id, author, created, kind, promoted, media, links, text, displayed, thumbnail,
      ${value} AS value
    FROM ${SCHEMA}.records WHERE ${MATCHES}
    AND (${value}, created, id) ${after} ($9::float8, $10::bigint, $11)
    ORDER BY ${value} ${sort}, created ${sort}, id ${sort} LIMIT $12 OFFSET $13`
}

export const COUNT_MATCHES = `SELECT count(*) FROM ${SCHEMA}.records WHERE ${MATCHES}`

export const RATES = `
  SELECT created, rate FROM ${SCHEMA}.records
  WHERE author = $1 AND created >= $2 AND created < $3 AND kind <> ${REPOST}`

export const COUNT_RECORDS = `
  SELECT count(*) FROM ${SCHEMA}.records
  WHERE author = $1 AND created >= $2 AND created < $3 AND kind <> ${REPOST}`

export const ACCOUNT_SERIES = `
  SELECT id, subject, kind, owner, post FROM ${SCHEMA}.series WHERE id > $2 AND (
    owner = $1 OR (owner = '' AND post IN (SELECT id FROM ${SCHEMA}.records WHERE author = $1))
  ) ORDER BY id LIMIT ${STEP.series}`

export const INSERT_SERIES = `
  INSERT INTO ${SCHEMA}.series (subject, kind, owner, post, since, thinned, due)
  SELECT subject, kind, owner, post, since, since, since + ${HOUR_MS}
  FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::bigint[])
    AS given (subject, kind, owner, post, since)
  WHERE NOT EXISTS (
    SELECT FROM ${SCHEMA}.series AS known
    WHERE (known.subject, known.kind, known.owner) = (given.subject, given.kind, given.owner)
  )`

export const FIND_SERIES = `
  SELECT known.id, known.since, known.due, last.began, last.segments
  FROM unnest($1::text[], $2::int[], $3::text[]) WITH ORDINALITY AS given (subject, kind, owner, place)
  JOIN ${SCHEMA}.series AS known USING (subject, kind, owner)
  LEFT JOIN LATERAL (
    SELECT * FROM ${SCHEMA}.chunks WHERE series = known.id ORDER BY began DESC LIMIT 1
  ) AS last ON true
  ORDER BY place`

export const PUT_CHUNKS = `
  INSERT INTO ${SCHEMA}.chunks (series, began, count, segments)
  SELECT * FROM unnest($1::int[], $2::bigint[], $3::int[], $4::bytea[])
  ON CONFLICT (series, began) DO UPDATE SET count = excluded.count, segments = excluded.segments`

export const DELETE_CHUNKS = `
  DELETE FROM ${SCHEMA}.chunks USING unnest($1::int[], $2::bigint[]) AS given (series, began)
  WHERE chunks.series = given.series AND chunks.began = given.began`

export const LATEST = `
  SELECT last.began, last.segments
  FROM unnest($1::text[], $2::int[], $3::text[]) WITH ORDINALITY AS given (subject, kind, owner, place)
  LEFT JOIN ${SCHEMA}.series AS known USING (subject, kind, owner)
  LEFT JOIN LATERAL (
    SELECT * FROM ${SCHEMA}.chunks WHERE series = known.id AND began <= $4 ORDER BY began DESC LIMIT 1
  ) AS last ON true
  ORDER BY place`

export const CHUNKS = `
  SELECT began, segments FROM ${SCHEMA}.chunks
  JOIN ${SCHEMA}.series AS known ON chunks.series = known.id
  WHERE known.subject = $1 AND known.kind = $2 AND known.owner = $3
  AND began <= $4
  AND began >= coalesce(
    (SELECT max(began) FROM ${SCHEMA}.chunks WHERE series = known.id AND began <= $5), $5)
  ORDER BY began`

export const DELETE_POSTS = `
  WITH gone AS (DELETE FROM ${SCHEMA}.series WHERE post = ANY ($1) RETURNING id),
    marked AS (INSERT INTO ${SCHEMA}.dropped SELECT id FROM gone),
    recorded AS (DELETE FROM ${SCHEMA}.records WHERE id = ANY ($1))
  DELETE FROM ${SCHEMA}.posts WHERE id = ANY ($1)`

export const WITHOUT_PRIVATE_SERIES = `
  SELECT id FROM unnest($1::text[]) AS given (id)
  WHERE NOT EXISTS (SELECT FROM ${SCHEMA}.series WHERE post = given.id AND owner <> '')`

export const DELETE_OWNED_SERIES = `
  WITH gone AS (
    DELETE FROM ${SCHEMA}.series
    WHERE id IN (SELECT id FROM ${SCHEMA}.series WHERE owner = $1 LIMIT ${STEP.series})
    RETURNING id, post
  ), marked AS (INSERT INTO ${SCHEMA}.dropped SELECT id FROM gone)
  SELECT post, (
    SELECT coalesce(sum(count), 0) FROM ${SCHEMA}.chunks WHERE series = gone.id
  ) AS samples FROM gone`

export const DELETE_OWNED_RECORDS = `
  DELETE FROM ${SCHEMA}.records
  WHERE id IN (SELECT id FROM ${SCHEMA}.records WHERE author = $1 LIMIT ${STEP.records})
  RETURNING id AS post`

export const DELETE_EMPTY_POSTS = `
  DELETE FROM ${SCHEMA}.posts WHERE id = ANY ($1)
  AND NOT EXISTS (SELECT FROM ${SCHEMA}.series WHERE post = posts.id)`

export const CLEAR_PRIVATE = `
  UPDATE ${SCHEMA}.posts SET private = 0 WHERE id = ANY ($1)
  AND NOT EXISTS (SELECT FROM ${SCHEMA}.series WHERE post = posts.id AND owner <> '')`

export const PURGE_CHUNKS = `
  DELETE FROM ${SCHEMA}.chunks WHERE (series, began) IN (
    SELECT series, began FROM ${SCHEMA}.chunks WHERE series = ANY ($1) LIMIT ${STEP.segments}
  )`

export const DUE_SERIES = `
  SELECT id, since, thinned, subject, kind, owner FROM ${SCHEMA}.series
  WHERE due <= $1 ORDER BY due LIMIT ${STEP.thinned}`

/** The chunks of series from a time on, and the one before, which has room for what thinning leaves of the next. */
export const CHUNKS_FROM = `
  SELECT chunks.series, began, segments
  FROM unnest($1::int[], $2::bigint[]) AS given (series, since)
  JOIN ${SCHEMA}.chunks ON chunks.series = given.series AND began >= coalesce((
    SELECT min(began) FROM (
      SELECT began FROM ${SCHEMA}.chunks AS older
      WHERE older.series = given.series AND began <= since ORDER BY began DESC LIMIT 2
    ) AS two
  ), 0)
  ORDER BY chunks.series, began`

export const SET_THINNED = `
  UPDATE ${SCHEMA}.series SET thinned = $3, due = given.due
  FROM unnest($1::int[], $2::bigint[]) AS given (id, due) WHERE series.id = given.id`

export const SCHEDULE_THINNING = `UPDATE ${SCHEMA}.series SET due = thinned WHERE id = ANY ($1)`

export const DELETED_OWNERS = `SELECT owner, at FROM ${SCHEMA}.forgotten WHERE owner = ANY ($1)`

export const DELETE_RECORDER_STATE = `
  WITH rounds AS (DELETE FROM ${SCHEMA}.recorder_rounds WHERE id = $1)
  DELETE FROM ${SCHEMA}.recorder_accounts WHERE id = $1`

export const INSERT_DELETED_OWNER = `
  INSERT INTO ${SCHEMA}.forgotten VALUES ($1, $2) ON CONFLICT (owner) DO UPDATE SET at = excluded.at`

export const EXPIRE_DELETED_OWNERS = `DELETE FROM ${SCHEMA}.forgotten WHERE at < $1`

export const MARKED_SERIES = `SELECT series FROM ${SCHEMA}.dropped LIMIT ${STEP.series}`

export const UNMARK_SERIES = `
  DELETE FROM ${SCHEMA}.dropped WHERE series = ANY ($1)
  AND NOT EXISTS (SELECT FROM ${SCHEMA}.chunks WHERE series = dropped.series)`

export const MAINTENANCE_STATE = `
  SELECT (SELECT count(*) FROM ${SCHEMA}.posts) AS posts,
    EXISTS (SELECT FROM ${SCHEMA}.series WHERE due <= $1) AS due,
    EXISTS (SELECT FROM ${SCHEMA}.posts WHERE private = 0 AND seen < $2) AS unseen`

export const EXCESS_POSTS = `SELECT id FROM ${SCHEMA}.posts ORDER BY private, seen LIMIT $1`

export const UNSEEN_POSTS = `
  SELECT id FROM ${SCHEMA}.posts WHERE private = 0 AND seen < $1 LIMIT ${STEP.posts}`
