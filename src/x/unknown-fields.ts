// Fields and expansions that X has stopped knowing. X rejects a whole request for one of them, so a request is repeated
// once without it, and for an hour none of that endpoint names it. Only names that the gateway itself requests are
// stored, so the map is bounded by the gateway's vocabulary.

import type { Endpoint } from './budget.ts'
import {
  FIELD_LISTS,
  type FieldList,
  type Gap,
  type LookupParameters,
  PARAMETER_OF_LIST,
} from './gaps.ts'
import { type RequestRejected, unknownValueIn } from './rejections.ts'
import { quoted } from './words.ts'

const FOR_MS = 3_600_000

interface Unknown {
  readonly gap: Gap
  readonly until: number
}

export interface Accepted {
  /** What may be requested. */
  readonly parameters: LookupParameters
  /** What of the request X does not know. */
  readonly gaps: readonly Gap[]
}

export interface UnknownFields {
  accepted(endpoint: Endpoint, wanted: LookupParameters): Accepted
  /** The fields that X rejected, if they are the only reason why it rejected the request; else none. */
  learn(endpoint: Endpoint, requested: LookupParameters, rejection: RequestRejected): readonly Gap[]
}

export const createUnknownFields = (now: () => number): UnknownFields => {
  const known = new Map<string, Unknown>()
  const keyOf = (endpoint: Endpoint, list: FieldList, name: string): string =>
    `${endpoint} ${list} ${name}`

  const find = (endpoint: Endpoint, list: FieldList, name: string): Gap | undefined => {
    const key = keyOf(endpoint, list, name)
    const found = known.get(key)
    if (found === undefined || found.until > now()) return found?.gap
    known.delete(key)
    return undefined
  }

  return {
    accepted: (endpoint, wanted) => {
      if (known.size === 0) return { parameters: wanted, gaps: [] }
      const gaps = FIELD_LISTS.flatMap((list) =>
        wanted[list].flatMap((name) => find(endpoint, list, name) ?? []),
      )
      return { parameters: gaps.length === 0 ? wanted : without(wanted, gaps), gaps }
    },
    learn: (endpoint, requested, { messages }) => {
      const gaps = messages.map((message) => gapOf(message, requested))
      if (!gaps.every((gap) => gap !== undefined)) return []
      const until = now() + FOR_MS
      for (const gap of gaps) known.set(keyOf(endpoint, gap.list, gap.name), { gap, until })
      return gaps
    },
  }
}

const without = (wanted: LookupParameters, gaps: readonly Gap[]): LookupParameters => {
  const kept = (list: FieldList): readonly string[] =>
    wanted[list].filter((name) => !gaps.some((gap) => gap.list === list && gap.name === name))
  return {
    expansions: kept('expansions'),
    tweet: kept('tweet'),
    media: kept('media'),
    poll: kept('poll'),
    place: kept('place'),
    user: kept('user'),
  }
}

/** A mistake that is about a field of this request. */
const gapOf = (message: string, requested: LookupParameters): Gap | undefined => {
  const { parameter, value } = unknownValueIn(message) ?? {}
  const list = FIELD_LISTS.find((each) => PARAMETER_OF_LIST[each] === parameter)
  if (list === undefined || value === undefined || !requested[list].includes(value))
    return undefined
  return {
    code: 'FIELD_UNKNOWN',
    list,
    name: value,
    message: `X no longer knows \`${value}\` in ${parameter}, so it is null. X said: ${quoted(message)}`,
  }
}
