// The usage of one request body, summed over its operations, so that a batch is limited like a single query.

import { GatewayError } from '../infra/errors.ts'
import { type DocumentLimits, exceeded } from './limits.ts'
import type { Measures } from './measure.ts'

/** The limits that hold for the sum. `depth` holds for each document. */
const SUMMED = ['kilobytes', 'tokens', 'fields', 'aliases', 'directives', 'overlaps'] as const

type Summed = (typeof SUMMED)[number]

export type DocumentUsage = Readonly<Record<Summed, number>> &
  Pick<Measures, 'depth' | 'introspections'>

export type BodyUsage = Record<Summed | 'introspections' | 'cost', number>

export const createBodyUsage = (): BodyUsage => ({
  kilobytes: 0,
  tokens: 0,
  fields: 0,
  aliases: 0,
  directives: 0,
  overlaps: 0,
  introspections: 0,
  cost: 0,
})

/** Responses to introspection are large, and a client needs only one. */
const MAX_INTROSPECTIONS = 10

/**
 * Checks the limits of a document.
 * @param body the usage of the body's other documents
 * @throws LIMIT_EXCEEDED
 */
export const checkDocument = (
  document: DocumentUsage,
  limits: DocumentLimits,
  body = createBodyUsage(),
): void => {
  if (document.depth > limits.depth) throw exceeded('depth', limits, document.depth)
  for (const limit of SUMMED) {
    const found = body[limit] + document[limit]
    if (found > limits[limit]) throw exceeded(limit, limits, found)
  }
  const introspections = body.introspections + document.introspections
  if (introspections > MAX_INTROSPECTIONS) throw tooManyIntrospections(introspections)
}

/** A document that exceeds a limit adds nothing. @throws LIMIT_EXCEEDED */
export const addDocument = (
  body: BodyUsage,
  document: DocumentUsage,
  limits: DocumentLimits,
): void => {
  checkDocument(document, limits, body)
  for (const limit of SUMMED) body[limit] += document[limit]
  body.introspections += document.introspections
}

/** @throws LIMIT_EXCEEDED */
export const addCost = (usage: BodyUsage, cost: number, limits: DocumentLimits): void => {
  const found = usage.cost + cost
  if (found > limits.cost) throw exceeded('cost', limits, found)
  usage.cost = found
}

const tooManyIntrospections = (found: number): GatewayError =>
  new GatewayError(
    'LIMIT_EXCEEDED',
    `The body selects __schema, __type and _service ${found} times; the maximum is ${MAX_INTROSPECTIONS}. Request the schema once.`,
    { details: { max: MAX_INTROSPECTIONS, found } },
  )
