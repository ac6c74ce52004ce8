// The page's messages for errors, notices and missing metrics.

import type { MetricsUnavailableReason } from './generated/graphql.ts'

/** Shown in place of a missing value. */
export const SHORT_REASONS: Readonly<Record<MetricsUnavailableReason, string>> = {
  EXPIRED: 'too old',
  NOT_OWNER: 'author only',
  NOT_PROMOTED: 'not promoted',
  NOT_RECORDED: 'not recorded',
  RECONNECT_NEEDED: 'log in again',
  REFUSED: 'refused by X',
  REPOST: 'a repost',
  USER_CONTEXT_REQUIRED: 'log in to see',
}

export const REASONS: Readonly<Record<MetricsUnavailableReason, string>> = {
  EXPIRED: 'The post is too old. X provides private metrics for about 30 days.',
  NOT_OWNER:
    'X shows private metrics only to the author, and the author’s account is not connected. If the post is yours, log in with its account.',
  NOT_PROMOTED: 'The author has never promoted the post.',
  NOT_RECORDED: 'The gateway’s archive has no sample of the private metrics.',
  RECONNECT_NEEDED:
    'X no longer accepts the account’s login. Log in again to see its private metrics.',
  REFUSED: 'X refused the private metrics for an unknown reason.',
  REPOST: 'X provides private metrics only for original posts, not for reposts.',
  USER_CONTEXT_REQUIRED:
    'No account is connected. Log in with X to see the private metrics of your own posts.',
}

/** Reasons for which the page offers a login. */
export const SOLVED_BY_LOGIN: ReadonlySet<MetricsUnavailableReason> = new Set([
  'USER_CONTEXT_REQUIRED',
  'NOT_OWNER',
  'RECONNECT_NEEDED',
])

const ERRORS: Readonly<Record<string, string>> = {
  POST_NOT_FOUND: 'This post does not exist. It may have been deleted.',
  POST_NOT_VISIBLE:
    'X does not show this post: its author is protected or suspended, or the post is withheld.',
  USER_NOT_FOUND: 'This user does not exist.',
  USER_NOT_VISIBLE: 'X does not show this user: the account is suspended or protected.',
  RATE_LIMITED: 'X’s rate limit is exhausted.',
  TOO_MANY_REQUESTS: 'This page has sent more requests than the gateway allows.',
  USAGE_CAP_EXCEEDED:
    'The monthly usage cap of the X plan is reached. Upgrade the plan, or wait for the next period.',
  CREDITS_DEPLETED:
    'The X developer account has no credits left. Buy credits, or raise the spending limit.',
  CREDENTIALS_REJECTED:
    'X does not accept the gateway’s credentials. The operator of this gateway must check them.',
  ACCESS_LEVEL_TOO_LOW:
    'The X app does not have the required access. The operator of this gateway must check the app’s project and permissions.',
  UPSTREAM_UNAVAILABLE: 'X cannot be reached at the moment. Try again later.',
  UPSTREAM_TIMEOUT: 'X took too long to respond. Try again.',
  UPSTREAM_INVALID_RESPONSE: 'X returned an invalid response. Try again later.',
  ARCHIVE_OFF:
    'This gateway does not record history. To record metrics from now on, set ARCHIVE=on.',
  UNAUTHENTICATED:
    'This gateway requires authentication. Log in with X. Programs send the GATEWAY_KEY; ask the gateway’s operator for it.',
  INTERNAL_SERVER_ERROR: 'The gateway has an internal error. See its log for details.',
}

/** The page's message for an error code, or the gateway's own message for all other codes. */
export const errorMessage = (code: string | undefined, message: string): string =>
  (code && ERRORS[code]) || message

export const GATEWAY_UNREACHABLE =
  'The gateway cannot be reached. Check your connection and whether the gateway is running.'

export const GATEWAY_FAILED =
  'The gateway, or a proxy in front of it, failed. Try again later, or see its log for details.'

export const ARCHIVED_VALUES_SHOWN = 'The last recorded values are shown with their date.'

export const NOTICES: Readonly<Record<string, string>> = {
  STALE: 'X provides no newer values at the moment. The values shown are at most an hour old.',
  INCOMPLETE: 'X returned only part of the data. Try again to load the rest.',
  FIELD_UNKNOWN: 'X no longer provides some of this data. An update of the gateway may restore it.',
}
