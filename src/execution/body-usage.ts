// What the operations of one request body ask for, one added to the other: the limits hold for the body, so that a batch
// may ask for no more than a query.

import { GatewayError } from '../infra/errors.ts'
import { type DocumentLimits, exceeded, type Measures } from './limits.ts'

/** How deep a document nests is no sum: each operation has that limit to itself. */
const SUMMED = ['kilobytes', 'tokens', 'fields', 'aliases', 'directives', 'overlaps'] as const

/** What a document adds. */
export type DocumentUsage = Readonly<Record<(typeof SUMMED)[number], number>> &
  Pick<Measures, 'depth' | 'introspections'>

export type BodyUsage = { -readonly [K in (typeof SUMMED)[number]]: number } & {
  introspections: number
  cost: number
}

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

/** Clients ask for the schema once, and it is large. */
const MOST_INTROSPECTIONS = 10

/** Adds a document, or nothing when it is refused. @throws LIMIT_EXCEEDED */
export const addDocument = (
  usage: BodyUsage,
  document: DocumentUsage,
  limits: DocumentLimits,
): void => {
  if (document.depth > limits.depth) throw exceeded('depth', limits, document.depth)
  for (const limit of SUMMED) {
    const found = usage[limit] + document[limit]
    if (found > limits[limit]) throw exceeded(limit, limits, found)
  }
  const introspections = usage.introspections + document.introspections
  if (introspections > MOST_INTROSPECTIONS) throw tooManyIntrospections(introspections)
  for (const limit of SUMMED) usage[limit] += document[limit]
  usage.introspections = introspections
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
    `The body asks for __schema and __type ${found} times, and may ask ${MOST_INTROSPECTIONS} times. Ask for the schema once.`,
    { details: { most: MOST_INTROSPECTIONS, found } },
  )
