// What went wrong, and why a number is missing, in the page's words.

import type { MetricsUnavailableReason } from './generated/graphql.ts'

/** Beside a number that is missing. */
export const SHORT: Readonly<Record<MetricsUnavailableReason, string>> = {
  EXPIRED: 'too old',
  NOT_OWNER: 'author only',
  NOT_PROMOTED: 'not promoted',
  RECONNECT_NEEDED: 'log in again',
  REFUSED: 'refused by X',
  REPOST: 'a repost',
  USER_CONTEXT_REQUIRED: 'log in to see',
}

export const REASONS: Readonly<Record<MetricsUnavailableReason, string>> = {
  EXPIRED: 'The post is too old: X gives private numbers for about 30 days.',
  NOT_OWNER:
    'X shows private numbers to the author only, and the author is not among the connected accounts. If the post is yours, log in with its account.',
  NOT_PROMOTED: 'The author has never promoted the post.',
  RECONNECT_NEEDED:
    'X no longer accepts the login of the account. Log in again to see its private numbers.',
  REFUSED: 'X refused the private numbers, and gave no reason that is known.',
  REPOST: 'X gives private numbers of originals, not of reposts.',
  USER_CONTEXT_REQUIRED:
    'No account is connected. Log in with X to see the private numbers of your own posts.',
}

/** A login changes that. */
export const HELPED_BY_LOGIN: ReadonlySet<MetricsUnavailableReason> = new Set([
  'USER_CONTEXT_REQUIRED',
  'NOT_OWNER',
  'RECONNECT_NEEDED',
])

const ERRORS: Readonly<Record<string, string>> = {
  POST_NOT_FOUND: 'X has no such post: it was deleted, or never was.',
  POST_NOT_VISIBLE:
    'X does not show this post: its author is protected or suspended, or it is withheld.',
  USER_NOT_FOUND: 'X has no such user.',
  USER_NOT_VISIBLE: 'X does not show this user: suspended, or protected.',
  RATE_LIMITED: 'X’s rate limit is used up.',
  TOO_MANY_REQUESTS: 'This page has asked the gateway more often than it allows.',
  USAGE_CAP_EXCEEDED:
    'The monthly cap of the X plan is reached. Upgrade the plan, or wait for the next period.',
  CREDITS_DEPLETED:
    'The X developer account has no credits left. Buy some, or raise the spending limit.',
  CREDENTIALS_REJECTED:
    'X does not accept the gateway’s keys. Whoever runs the gateway has to check them.',
  ACCESS_LEVEL_TOO_LOW:
    'The X app may not do this. Whoever runs the gateway has to check its project and its permissions.',
  UPSTREAM_UNAVAILABLE: 'X cannot be reached just now. Try again in a moment.',
  UPSTREAM_TIMEOUT: 'X took too long to answer. Try again.',
  UPSTREAM_INVALID_RESPONSE: 'X gave an answer that cannot be read. Try again in a moment.',
  ARCHIVE_OFF:
    'This gateway keeps no history. With the setting ARCHIVE=on it keeps what it sees from then on.',
  UNAUTHENTICATED:
    'This gateway answers only whom it knows. Log in with X, or ask whoever runs it: programs send its GATEWAY_KEY.',
  INTERNAL_SERVER_ERROR: 'The gateway made a mistake. Its log says more.',
}

/** What the gateway says of others are sentences, too. */
export const errorWords = (code: string | undefined, message: string): string =>
  (code && ERRORS[code]) || message

export const UNREACHABLE =
  'The gateway cannot be reached. Check the connection, or whether it is running.'

export const BROKEN =
  'The gateway, or something in front of it, failed. Try again in a moment; its log says more.'

export const KEPT = 'What was kept from before is shown, with its date.'

export const NOTICES: Readonly<Record<string, string>> = {
  STALE:
    'X gives nothing newer just now. What is shown is what it said before, at most an hour old.',
  INCOMPLETE: 'X did not give everything. What is missing may come when you try again.',
  FIELD_UNKNOWN: 'X no longer gives some of this. An update of the gateway may help.',
}
