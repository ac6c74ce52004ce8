// The tables of the archive in PostgreSQL.

import type { Migrations } from '../infra/migrations.ts'
import { copyCounts, splitGains } from './row-migrations.ts'

export const SCHEMA = 'x_metrics_gateway'

export const MIGRATIONS: Migrations = [
  // The order of the columns of `runs` avoids alignment padding.
  `
  CREATE TABLE ${SCHEMA}.posts (id text PRIMARY KEY, seen bigint NOT NULL, private int NOT NULL);
  CREATE INDEX ON ${SCHEMA}.posts (private, seen);
  CREATE TABLE ${SCHEMA}.series (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text NOT NULL, kind int NOT NULL, owner text NOT NULL, post text NOT NULL,
    since bigint NOT NULL, thinned bigint NOT NULL, due bigint,
    UNIQUE (subject, kind, owner)
  );
  CREATE INDEX ON ${SCHEMA}.series (post);
  CREATE INDEX ON ${SCHEMA}.series (owner) WHERE owner <> '';
  CREATE INDEX ON ${SCHEMA}.series (due) WHERE due IS NOT NULL;
  CREATE TABLE ${SCHEMA}.runs (
    began bigint NOT NULL, lasted bigint NOT NULL, series int NOT NULL, numbers bytea NOT NULL,
    PRIMARY KEY (series, began)
  );
  CREATE TABLE ${SCHEMA}.dropped (series int PRIMARY KEY);
  CREATE TABLE ${SCHEMA}.forgotten (owner text PRIMARY KEY, at bigint NOT NULL);
  `,
  // Media and links are JSON lists, null if unknown. Gains are those of the recorded posts, one row per UTC day.
  `
  CREATE TABLE ${SCHEMA}.records (
    id text PRIMARY KEY, author text NOT NULL, created bigint NOT NULL,
    kind int NOT NULL, promoted int NOT NULL,
    impressions bigint, likes bigint, replies bigint, retweets bigint,
    engagements bigint, link_clicks bigint, rate float8,
    public_totals bytea, non_public_totals bytea, organic_totals bytea, promoted_totals bytea,
    media text, links text, text text NOT NULL, folded text NOT NULL
  );
  CREATE INDEX ON ${SCHEMA}.records (author, created);
  CREATE TABLE ${SCHEMA}.gains (
    account text NOT NULL, kind int NOT NULL, day int NOT NULL, numbers bytea NOT NULL,
    PRIMARY KEY (account, kind, day)
  );
  `,
  // Rows of `runs` become chunks, see chunks.ts. Free space in a page lets a chunk grow without a new index entry.
  `
  CREATE TABLE ${SCHEMA}.chunks (
    began bigint NOT NULL, series int NOT NULL, count int NOT NULL, segments bytea NOT NULL,
    PRIMARY KEY (series, began)
  ) WITH (fillfactor = 80);
  INSERT INTO ${SCHEMA}.chunks (series, began, count, segments)
  SELECT series, min(began), count(*), string_agg(
    substring(int8send(began) FROM 3) || substring(int8send(lasted) FROM 4)
      || substring(int4send(length(numbers)) FROM 4) || numbers,
    '' ORDER BY began
  )
  FROM (
    SELECT *, sum(12 + length(numbers)) OVER (PARTITION BY series ORDER BY began) / 1000 AS piece
    FROM ${SCHEMA}.runs
  ) AS pieces
  GROUP BY series, piece;
  DROP TABLE ${SCHEMA}.runs;
  `,
  // The recorder's tables.
  `
  CREATE TABLE ${SCHEMA}.recorder_leases (
    name text PRIMARY KEY, holder text NOT NULL, until bigint NOT NULL
  );
  CREATE TABLE ${SCHEMA}.recorder_accounts (
    id text PRIMARY KEY, newest text, oldest text, complete int NOT NULL, refused text
  );
  CREATE TABLE ${SCHEMA}.recorder_left_out (
    one int PRIMARY KEY CHECK (one = 1),
    posts int NOT NULL, newest bigint NOT NULL, until bigint NOT NULL
  );
  CREATE TABLE ${SCHEMA}.watches (
    caller text NOT NULL, post text NOT NULL, until bigint NOT NULL, PRIMARY KEY (caller, post)
  );
  CREATE INDEX ON ${SCHEMA}.watches (post);
  `,
  // The last round of each account, as JSON.
  `
  CREATE TABLE ${SCHEMA}.recorder_rounds (id text PRIMARY KEY, round text NOT NULL);
  `,
  // The counts that lists are ordered by, and what they show of a post.
  copyCounts(
    `
  ALTER TABLE ${SCHEMA}.records
    ADD quotes bigint, ADD bookmarks bigint, ADD profile_clicks bigint,
    ADD organic_impressions bigint, ADD promoted_impressions bigint,
    ADD displayed text, ADD thumbnail text;
  `,
    `${SCHEMA}.`,
  ),
  splitGains(
    `
  ALTER TABLE ${SCHEMA}.gains RENAME numbers TO quarters;
  ALTER TABLE ${SCHEMA}.gains ADD sums bytea NOT NULL DEFAULT '';
  `,
    `${SCHEMA}.`,
  ),
]
