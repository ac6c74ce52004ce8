// Fields and expansions that X no longer knows. X rejects a request that names one of them, so the request is repeated
// once without it, and for an hour no request to the endpoint names it. Only names from the gateway's own requests are
// stored, which bounds the map.

import type { Gap } from './gaps.ts'
import {
  FIELD_LISTS,
  type FieldList,
  type LookupParameters,
  parameterOf,
} from './lookup-parameters.ts'
import { quote } from './quote.ts'
import type { Endpoint } from './rate-budget.ts'
import { RequestRejected, unknownValueIn } from './rejections.ts'

const LIFETIME_MS = 3_600_000

export interface UnknownFields {
  /**
   * Sends a request without the fields that X does not know, and resolves with gaps in their place.
   * @param onRejected called when X rejects the request, with the newly unknown fields; the request is repeated only if
   * these are the sole reason
   */
  run<T>(
    endpoint: Endpoint,
    requested: LookupParameters,
    send: (parameters: LookupParameters) => Promise<T>,
    onRejected: (rejection: RequestRejected, unknown: readonly Gap[]) => void,
  ): Promise<{ readonly result: T; readonly gaps: readonly Gap[] }>
}

export const createUnknownFields = (now: () => number): UnknownFields => {
  const unknownFields = new Map<string, { readonly gap: Gap; readonly until: number }>()
  const keyOf = (endpoint: Endpoint, list: FieldList, name: string): string =>
    `${endpoint} ${list} ${name}`

  const find = (endpoint: Endpoint, list: FieldList, name: string): Gap | undefined => {
    const found = unknownFields.get(keyOf(endpoint, list, name))
    return found !== undefined && found.until > now() ? found.gap : undefined
  }

  const gapsIn = (endpoint: Endpoint, requested: LookupParameters): readonly Gap[] =>
    unknownFields.size === 0
      ? []
      : FIELD_LISTS.flatMap((list) =>
          requested[list].flatMap((name) => find(endpoint, list, name) ?? []),
        )

  const store = (endpoint: Endpoint, gaps: readonly Gap[]): void => {
    const until = now() + LIFETIME_MS
    for (const gap of gaps) unknownFields.set(keyOf(endpoint, gap.list, gap.name), { gap, until })
  }

  return {
    run: async (endpoint, requested, send, onRejected) => {
      const gaps = gapsIn(endpoint, requested)
      const parameters = without(requested, gaps)
      try {
        return { result: await send(parameters), gaps }
      } catch (error) {
        if (!(error instanceof RequestRejected)) throw error
        const unknown = unknownIn(error, parameters)
        store(endpoint, unknown)
        onRejected(error, unknown)
        if (unknown.length === 0) throw error
      }
      const allGaps = gapsIn(endpoint, requested)
      return { result: await send(without(requested, allGaps)), gaps: allGaps }
    },
  }
}

const without = (parameters: LookupParameters, gaps: readonly Gap[]): LookupParameters => {
  if (gaps.length === 0) return parameters
  const rest = (list: FieldList): readonly string[] =>
    parameters[list].filter((name) => !gaps.some((gap) => gap.list === list && gap.name === name))
  return {
    expansions: rest('expansions'),
    tweet: rest('tweet'),
    media: rest('media'),
    poll: rest('poll'),
    place: rest('place'),
    user: rest('user'),
  }
}

/** The fields that X rejected, if they are the only reason for the rejection. */
const unknownIn = ({ messages }: RequestRejected, requested: LookupParameters): readonly Gap[] => {
  const gaps = messages.map((message) => gapOf(message, requested))
  return gaps.every((gap) => gap !== undefined) ? gaps : []
}

const gapOf = (message: string, requested: LookupParameters): Gap | undefined => {
  const { parameter, value } = unknownValueIn(message) ?? {}
  const list = FIELD_LISTS.find((each) => parameterOf(each) === parameter)
  if (list === undefined || value === undefined || !requested[list].includes(value))
    return undefined
  return {
    code: 'FIELD_UNKNOWN',
    list,
    name: value,
    message: `X no longer knows \`${value}\` in ${parameter}, so it is null. X said: ${quote(message)}`,
  }
}
