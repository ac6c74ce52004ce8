// Runs the query of a tool as the fast path runs queries: with the caller's rights, and within the limits of its request.

import type { CallToolResult } from '@modelcontextprotocol/server'

import { GatewayError } from '../../infra/errors.ts'
import { codesOf, maskError } from '../graphql/masking.ts'
import { httpRequestOptionsOf, type RequestLimits } from '../graphql/request-limits.ts'
import { execute } from '../graphql/response.ts'
import type { Exchange, GraphQLOptions } from '../options.ts'

export type RunQuery = (
  name: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
) => Promise<CallToolResult>

export const createRunQuery =
  (
    options: GraphQLOptions,
    { caller, observer }: Pick<Exchange, 'caller' | 'observer'>,
    limits: RequestLimits,
  ): RunQuery =>
  async (name, query, variables) => {
    const operation = observer.begin()
    const context = options.context(caller, httpRequestOptionsOf(limits, observer, operation))
    try {
      const prepared = options.documents.prepareAny(query, name, variables, limits.usage)
      if (prepared === undefined) throw new TypeError(`The query ${name} cannot be executed.`)
      const { text, codes } = await execute(prepared, context, limits.size, options.onFault)
      operation.end({ operation: name, codes, tally: context.tally })
      return resultOf(JSON.parse(Buffer.from(text, 'latin1').toString()))
    } catch (error) {
      const { message, extensions } = maskError(error, options.onFault)
      operation.end({ operation: name, codes: codesOf([{ extensions }]), tally: context.tally })
      return failure({ message, ...withoutHttp(extensions) })
    }
  }

interface Answer {
  readonly data: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions: Readonly<Record<string, unknown>>
  }[]
  readonly extensions: Readonly<Record<string, unknown>>
}

/** The data, with its errors, notices and cost. Refused metrics are explained in the data. */
const resultOf = ({ data, errors, extensions }: Answer): CallToolResult => {
  const { upstream, ...others } = extensions
  return toolResult({
    ...data,
    ...(errors !== undefined && {
      errors: errors.map(({ message, path, extensions }) => ({ message, path, ...extensions })),
    }),
    ...others,
    cost: upstream,
  })
}

/** Structured content, and its JSON as text for clients that know text only. */
export const toolResult = (content: Readonly<Record<string, unknown>>): CallToolResult => ({
  content: [{ type: 'text', text: JSON.stringify(content) }],
  structuredContent: content,
})

/** A refusal of the whole call, for the assistant to read. */
export const failure = (error: Readonly<Record<string, unknown>>): CallToolResult => ({
  ...toolResult({ errors: [error] }),
  isError: true,
})

export const inputError = (message: string): CallToolResult => {
  const { code } = new GatewayError('BAD_USER_INPUT', message)
  return failure({ message, code })
}

export const withoutHttp = ({ http, ...extensions }: Readonly<Record<string, unknown>>) =>
  extensions
