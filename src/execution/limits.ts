// The limits of queries, and the errors that report them.

import type { Config } from '../config/index.ts'
import { GatewayError } from '../infra/errors.ts'

export type DocumentLimits = Omit<
  Config['limits'],
  'batch' | 'bodyBytes' | 'answerBytes' | 'upstreamCalls'
>

const SETTINGS: Readonly<Record<keyof DocumentLimits, string>> = {
  kilobytes: 'MAX_QUERY_KB',
  tokens: 'MAX_QUERY_TOKENS',
  depth: 'MAX_QUERY_DEPTH',
  fields: 'MAX_QUERY_FIELDS',
  aliases: 'MAX_QUERY_ALIASES',
  directives: 'MAX_QUERY_DIRECTIVES',
  overlaps: 'MAX_QUERY_OVERLAPS',
  cost: 'MAX_QUERY_COST',
}

const SENTENCES: Readonly<
  Record<keyof DocumentLimits, (max: number, found: number | undefined) => string>
> = {
  kilobytes: (max, found) =>
    `The query is ${found} KB long; the maximum is ${max}. Send long lists as variables`,
  tokens: (max) =>
    `The query has more than ${max} tokens. Send long lists as variables, split the query into several requests`,
  depth: (max, found) =>
    `The query nests ${found ?? 'far too many'} levels deep; the maximum is ${max}. Select fewer levels`,
  fields: (max, found) =>
    `The query selects ${found} fields, counting those of a fragment each time it is spread; the maximum is ${max}. Select fewer fields, split the query into several requests`,
  aliases: (max, found) =>
    `The query has ${found} aliases; the maximum is ${max}. Use posts(ids:) for lists, split the query into several requests`,
  directives: (max, found) =>
    `The query has ${found} directives; the maximum is ${max}. Remove some`,
  overlaps: (max, found) =>
    `The query has ${found} fragments and repeated fields; the maximum is ${max}. Select each field once`,
  cost: (max, found) =>
    `The query can cost as much as reading ${found} posts; the maximum is ${max}. Request fewer ids, select fewer related posts, split the query into several requests`,
}

export const exceeded = (
  limit: keyof DocumentLimits,
  { [limit]: max }: DocumentLimits,
  found?: number,
): GatewayError =>
  new GatewayError(
    'LIMIT_EXCEEDED',
    `${SENTENCES[limit](max, found)}, or raise ${SETTINGS[limit]}.`,
    { details: { limit: SETTINGS[limit], max, ...(found !== undefined && { found }) } },
  )
