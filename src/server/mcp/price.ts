// Prices the query of an assistant, with the caller's rights and within the limits of its request.

import type { CallToolResult } from '@modelcontextprotocol/server'

import { GatewayError } from '../../infra/errors.ts'
import { priceQuery } from '../graphql/dry-run.ts'
import { codesOf, maskError } from '../graphql/masking.ts'
import { httpRequestOptionsOf, type RequestLimits } from '../graphql/request-limits.ts'
import type { Exchange, GraphQLOptions } from '../options.ts'
import { failure, toolResult, withoutHttp } from './run.ts'

export type PriceQuery = (
  query: string,
  variables: Readonly<Record<string, unknown>>,
) => Promise<CallToolResult>

export const createPriceQuery =
  (
    options: GraphQLOptions,
    { caller, observer }: Pick<Exchange, 'caller' | 'observer'>,
    limits: RequestLimits,
  ): PriceQuery =>
  async (query, variables) => {
    const operation = observer.begin()
    const request = httpRequestOptionsOf(limits, observer, operation)
    let name: string | undefined
    try {
      const prepared = prepare(options, query, variables, limits)
      name = prepared.name
      const dryRun = options.dryRun(caller, request, prepared.variables)
      const { errors, extensions } = await priceQuery(
        prepared,
        dryRun,
        limits.size,
        options.onFault,
      )
      const [error] = errors
      if (error !== undefined) throw error
      operation.end({ operation: name, codes: [], tally: undefined })
      return toolResult({ cost: extensions.upstream, ...extensions.dryRun })
    } catch (error) {
      const { message, extensions } = maskError(error, options.onFault)
      operation.end({ operation: name, codes: codesOf([{ extensions }]), tally: undefined })
      return failure({ message, ...withoutHttp(extensions) })
    }
  }

/** @throws a GatewayError or a GraphQLError that says why the query cannot be executed */
const prepare = (
  { documents }: GraphQLOptions,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  { usage }: RequestLimits,
) => {
  const [invalid] = documents.read(query, usage).errors
  if (invalid !== undefined) throw invalid
  const prepared = documents.prepareAny(query, undefined, variables, usage)
  if (prepared !== undefined) return prepared
  throw new GatewayError(
    'BAD_USER_INPUT',
    'Only a single query can be priced, with values for all of its required variables.',
  )
}
