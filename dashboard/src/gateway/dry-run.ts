// Asks the gateway for the most that a query can cost, without running it.

import { type AnyVariables, stringifyDocument, type TypedDocumentNode } from 'urql'

interface Price {
  readonly calls: number
  readonly estimatedCostUsd: number
}

const isPrice = (value: unknown): value is Price =>
  typeof value === 'object' &&
  value !== null &&
  'calls' in value &&
  'estimatedCostUsd' in value &&
  typeof value.estimatedCostUsd === 'number'

/** Undefined if the gateway does not say. */
export const priceOf = async <Variables extends AnyVariables>(
  document: TypedDocumentNode<unknown, Variables>,
  variables: Variables,
): Promise<Price | undefined> => {
  const response = await fetch('graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-dry-run': '1' },
    body: JSON.stringify({ query: stringifyDocument(document), variables }),
  })
  const body: unknown = await response.json()
  const { extensions } = body as { extensions?: { upstream?: unknown } }
  return isPrice(extensions?.upstream) ? extensions.upstream : undefined
}
