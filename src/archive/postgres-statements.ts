// The SQL statements for PostgreSQL. Lists are passed as arrays, so that a step of many rows is a few statements.

import { SCHEMA } from './postgres-migrations.ts'
import { ORDER_COLUMNS, POST_KINDS, type RecordOrder } from './records.ts'
import { HOUR } from './segments.ts'
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
  INSERT INTO ${SCHEMA}.records (id, author, created, kind, promoted, media, links, text, folded)
  SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::int[], $5::int[], $6::text[],
    $7::text[], $8::text[], $9::text[])
  ON CONFLICT (id) DO UPDATE
  SET kind = excluded.kind, promoted = greatest(records.promoted, excluded.promoted),
    media = coalesce(excluded.media, records.media), links = coalesce(excluded.links, records.links),
    text = excluded.text, folded = excluded.folded`

export const records = (order: RecordOrder): string => {
  const value = `coalesce(${ORDER_COLUMNS[order]}, -1)`
  return `
    SELECT *, ${value} AS value FROM ${SCHEMA}.records
    WHERE author = $1 AND created >= $2 AND created < $3
    AND ($4::int IS NULL OR promoted = $4)
    AND ($5::int IS NULL OR (coalesce(media, '[]') <> '[]')::int = $5)
    AND kind <> ALL ($6::int[])
    AND NOT EXISTS (SELECT FROM unnest($7::text[]) AS word WHERE strpos(folded, word) = 0)
    AND (${value}, created, id) < ($8::float8, $9::bigint, $10)
    ORDER BY ${value} DESC, created DESC, id DESC LIMIT $11`
}

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
  SELECT subject, kind, owner, post, since, since, since + ${HOUR}
  FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::bigint[])
    AS given (subject, kind, owner, post, since)
  WHERE NOT EXISTS (
    SELECT FROM ${SCHEMA}.series AS known
    WHERE (known.subject, known.kind, known.owner) = (given.subject, given.kind, given.owner)
  )`

export const FIND_SERIES = `
  SELECT known.id, known.since, known.due, last.began, last.lasted, last.numbers
  FROM unnest($1::text[], $2::int[], $3::text[]) WITH ORDINALITY AS given (subject, kind, owner, place)
  JOIN ${SCHEMA}.series AS known USING (subject, kind, owner)
  LEFT JOIN LATERAL (
    SELECT * FROM ${SCHEMA}.runs WHERE series = known.id ORDER BY began DESC LIMIT 1
  ) AS last ON true
  ORDER BY place`

export const PUT_SEGMENTS = `
  INSERT INTO ${SCHEMA}.runs (series, began, lasted, numbers)
  SELECT * FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bytea[])
  ON CONFLICT (series, began) DO UPDATE SET lasted = excluded.lasted, numbers = excluded.numbers`

export const DELETE_SEGMENTS = `
  DELETE FROM ${SCHEMA}.runs USING unnest($1::int[], $2::bigint[]) AS given (series, began)
  WHERE runs.series = given.series AND runs.began = given.began`

export const LATEST = `
  SELECT last.began, last.lasted, last.numbers
  FROM unnest($1::text[], $2::int[], $3::text[]) WITH ORDINALITY AS given (subject, kind, owner, place)
  LEFT JOIN ${SCHEMA}.series AS known USING (subject, kind, owner)
  LEFT JOIN LATERAL (
    SELECT * FROM ${SCHEMA}.runs WHERE series = known.id AND began <= $4 ORDER BY began DESC LIMIT 1
  ) AS last ON true
  ORDER BY place`

export const SEGMENTS = `
  SELECT began, lasted, numbers FROM ${SCHEMA}.runs
  JOIN ${SCHEMA}.series AS known ON runs.series = known.id
  WHERE known.subject = $1 AND known.kind = $2 AND known.owner = $3
  AND began <= $4 AND began + lasted >= $5
  AND began >= coalesce(
    (SELECT max(began) FROM ${SCHEMA}.runs WHERE series = known.id AND began <= $5), $5)
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
  SELECT post, (SELECT count(*) FROM ${SCHEMA}.runs WHERE series = gone.id) AS samples FROM gone`

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

export const PURGE_SEGMENTS = `
  DELETE FROM ${SCHEMA}.runs WHERE (series, began) IN (
    SELECT series, began FROM ${SCHEMA}.runs WHERE series = ANY ($1) LIMIT ${STEP.segments}
  )`

export const THIN = `
  DELETE FROM ${SCHEMA}.runs USING (
    SELECT runs.series, began, began / bucket AS bucket, (began + lasted) / bucket AS last,
      lead(began) OVER (PARTITION BY runs.series, bucket ORDER BY began) / bucket AS next
    FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
      AS given (series, first, since, until, bucket)
    JOIN ${SCHEMA}.runs
    ON runs.series = given.series AND began > first AND began >= since AND began < until
  ) AS seen
  WHERE runs.series = seen.series AND runs.began = seen.began
  AND seen.bucket = seen.last AND seen.bucket = seen.next`

export const DUE_SERIES = `
  SELECT id, since, thinned, subject, kind, owner, (SELECT max(began) FROM ${SCHEMA}.runs WHERE series = id) AS newest
  FROM ${SCHEMA}.series WHERE due <= $1 ORDER BY due LIMIT ${STEP.thinned}`

export const SET_THINNED = `
  UPDATE ${SCHEMA}.series SET thinned = $3, due = given.due
  FROM unnest($1::int[], $2::bigint[]) AS given (id, due) WHERE series.id = given.id`

export const SCHEDULE_THINNING = `UPDATE ${SCHEMA}.series SET due = thinned WHERE id = ANY ($1)`

export const DELETED_OWNERS = `SELECT owner, at FROM ${SCHEMA}.forgotten WHERE owner = ANY ($1)`

export const INSERT_DELETED_OWNER = `
  INSERT INTO ${SCHEMA}.forgotten VALUES ($1, $2) ON CONFLICT (owner) DO UPDATE SET at = excluded.at`

export const EXPIRE_DELETED_OWNERS = `DELETE FROM ${SCHEMA}.forgotten WHERE at < $1`

export const MARKED_SERIES = `SELECT series FROM ${SCHEMA}.dropped LIMIT ${STEP.series}`

export const UNMARK_SERIES = `
  DELETE FROM ${SCHEMA}.dropped WHERE series = ANY ($1)
  AND NOT EXISTS (SELECT FROM ${SCHEMA}.runs WHERE series = dropped.series)`

export const MAINTENANCE_STATE = `
  SELECT (SELECT count(*) FROM ${SCHEMA}.posts) AS posts,
    EXISTS (SELECT FROM ${SCHEMA}.series WHERE due <= $1) AS due,
    EXISTS (SELECT FROM ${SCHEMA}.posts WHERE private = 0 AND seen < $2) AS unseen`

export const EXCESS_POSTS = `SELECT id FROM ${SCHEMA}.posts ORDER BY private, seen LIMIT $1`

export const UNSEEN_POSTS = `
  SELECT id FROM ${SCHEMA}.posts WHERE private = 0 AND seen < $1 LIMIT ${STEP.posts}`
