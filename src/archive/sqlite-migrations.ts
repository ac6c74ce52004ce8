// The tables of the archive in SQLite.

import type { DatabaseDefinition } from '../infra/sqlite.ts'
import { copyCounts, splitGains } from './row-migrations.ts'

export const ARCHIVE_TABLES: DatabaseDefinition = {
  /** "XMGA" */
  applicationId: 0x584d4741,
  migrations: [
    // AUTOINCREMENT never reuses ids: segments left from a deleted series must not become another's.
    `
    CREATE TABLE posts (
      id TEXT PRIMARY KEY, seen INTEGER NOT NULL, private INTEGER NOT NULL
    ) WITHOUT ROWID, STRICT;
    CREATE INDEX posts_seen ON posts (private, seen);
    CREATE TABLE series (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      subject TEXT NOT NULL, kind INTEGER NOT NULL, owner TEXT NOT NULL, post TEXT NOT NULL,
      since INTEGER NOT NULL, thinned INTEGER NOT NULL, due INTEGER,
      UNIQUE (subject, kind, owner)
    ) STRICT;
    CREATE INDEX series_post ON series (post);
    CREATE INDEX series_owner ON series (owner) WHERE owner <> '';
    CREATE INDEX series_due ON series (due) WHERE due IS NOT NULL;
    CREATE TABLE runs (
      series INTEGER NOT NULL, began INTEGER NOT NULL, lasted INTEGER NOT NULL, numbers BLOB NOT NULL,
      PRIMARY KEY (series, began)
    ) WITHOUT ROWID, STRICT;
    CREATE TABLE dropped (series INTEGER PRIMARY KEY) STRICT;
    CREATE TABLE forgotten (owner TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID, STRICT;
    `,
    // Media and links are JSON lists, null if unknown. The posts of an account lie together, by time. Gains are those of
    // their posts, one row per UTC day.
    `
    CREATE TABLE records (
      author TEXT NOT NULL, created INTEGER NOT NULL, id TEXT NOT NULL UNIQUE,
      kind INTEGER NOT NULL, promoted INTEGER NOT NULL,
      impressions INTEGER, likes INTEGER, replies INTEGER, retweets INTEGER,
      engagements INTEGER, link_clicks INTEGER, rate REAL,
      public_totals BLOB, non_public_totals BLOB, organic_totals BLOB, promoted_totals BLOB,
      media TEXT, links TEXT, text TEXT NOT NULL, folded TEXT NOT NULL,
      PRIMARY KEY (author, created, id)
    ) WITHOUT ROWID, STRICT;
    CREATE TABLE gains (
      account TEXT NOT NULL, kind INTEGER NOT NULL, day INTEGER NOT NULL, numbers BLOB NOT NULL,
      PRIMARY KEY (account, kind, day)
    ) WITHOUT ROWID, STRICT;
    `,
    // The recorder's tables. Account ids and post ids are X's; callers are names of keys or digests.
    `
    CREATE TABLE recorder_leases (
      name TEXT PRIMARY KEY, holder TEXT NOT NULL, until INTEGER NOT NULL
    ) WITHOUT ROWID, STRICT;
    CREATE TABLE recorder_accounts (
      id TEXT PRIMARY KEY, newest TEXT, oldest TEXT, complete INTEGER NOT NULL, refused TEXT
    ) WITHOUT ROWID, STRICT;
    CREATE TABLE recorder_left_out (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      posts INTEGER NOT NULL, newest INTEGER NOT NULL, until INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE watches (
      caller TEXT NOT NULL, post TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (caller, post)
    ) WITHOUT ROWID, STRICT;
    CREATE INDEX watches_post ON watches (post);
    `,
    // The last round of each account, as JSON.
    `
    CREATE TABLE recorder_rounds (id TEXT PRIMARY KEY, round TEXT NOT NULL) WITHOUT ROWID, STRICT;
    `,
    // The counts that lists are ordered by, and what they show of a post.
    copyCounts(`
    ALTER TABLE records ADD quotes INTEGER;
    ALTER TABLE records ADD bookmarks INTEGER;
    ALTER TABLE records ADD profile_clicks INTEGER;
    ALTER TABLE records ADD organic_impressions INTEGER;
    ALTER TABLE records ADD promoted_impressions INTEGER;
    ALTER TABLE records ADD displayed TEXT;
    ALTER TABLE records ADD thumbnail TEXT;
    `),
    splitGains(`
    ALTER TABLE gains RENAME numbers TO quarters;
    ALTER TABLE gains ADD sums BLOB NOT NULL DEFAULT x'';
    `),
  ],
  // A check of all tables would take seconds in a large file.
  integrityCheck: "PRAGMA quick_check('series')",
  emptyState: 'an empty archive',
}
