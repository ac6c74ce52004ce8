// The limits, persisted queries and readings of documents for what goes through yoga: the same that the lean way has.

import { type DocumentNode, type ExecutionResult, GraphQLError } from 'graphql'
import type { GraphQLParams, Plugin } from 'graphql-yoga'
import type { AnswerSize } from '../../execution/answer-size.ts'
import type { ParsedDocument, Prepared } from '../../execution/documents.ts'
import { GatewayError } from '../../infra/errors.ts'
import type { Context } from '../../schema/context.ts'
import { hashIn } from '../graphql/request.ts'
import type { RequestLimits } from '../graphql/request-limits.ts'
import type { HandlerOptions } from '../handler.ts'

export interface Reading {
  /** What the body says, if that has been read already. */
  readonly json: unknown
}

/** Yoga takes for granted that what an address or a form says in JSON is JSON. */
export const useReading = (): Plugin<Context, Reading> => ({
  onRequestParse: ({ requestParser, setRequestParser, serverContext: { json } }) => {
    if (requestParser === undefined) return
    setRequestParser(async (request) => {
      if (json !== undefined) return asParameters(json)
      try {
        return await requestParser(request)
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error
        throw new GatewayError(
          'BAD_USER_INPUT',
          'The variables or the extensions are no JSON. Send each of them as a JSON object.',
        )
      }
    })
  },
})

/** What it is made of is looked at by those who come after. */
const asParameters = (json: unknown): GraphQLParams => {
  if (typeof json === 'object' && json !== null) return json
  throw new GatewayError('BAD_USER_INPUT', 'The body is no JSON object. Send { "query": "…" }.')
}

/** As many operations in one body as may be. */
export const useBatchLimit = ({ limits: { batch } }: HandlerOptions): Plugin<Context> => ({
  onRequestParse: () => ({
    onRequestParseDone: ({ requestParserResult: asked }) => {
      if (!Array.isArray(asked)) return
      if (asked.length === 0) {
        throw new GatewayError(
          'BAD_USER_INPUT',
          'The list of operations is empty. Send at least one.',
        )
      }
      if (asked.length > batch) {
        throw new GatewayError(
          'LIMIT_EXCEEDED',
          `The body holds ${asked.length} operations, and may hold ${batch}. Send several requests, or raise MAX_BATCH.`,
          { details: { limit: 'MAX_BATCH', most: batch, found: asked.length } },
        )
      }
    },
  }),
})

/** Which text a request means, and whether it may. */
export const usePersisted = ({ persisted }: HandlerOptions): Plugin<Context> => ({
  onParams: ({ params, setParams }) => {
    // What is out of shape is refused by those who come after.
    if (typeof params !== 'object' || params === null) return
    const { query, extensions } = params
    const text = typeof query === 'string' ? query : undefined
    const meant = persisted.textOf(hashIn(extensions), text)
    if (meant !== undefined && meant !== query) setParams({ ...params, query: meant })
  },
})

export const useDocuments = ({ documents }: HandlerOptions): Plugin<Context> => {
  const known = new WeakMap<DocumentNode, ParsedDocument & { readonly text: string }>()
  return {
    onParse: ({ context, setParseFn }) =>
      setParseFn((given: unknown) => {
        const text = String(given)
        const read = documents.read(text, limitsIn(context).usage)
        known.set(read.document, { ...read, text })
        return read.document
      }),
    onValidate: ({ params: { documentAST }, setResult }) => {
      setResult([...(known.get(documentAST)?.errors ?? [])])
    },
    onExecute: ({ args, setExecuteFn }) => {
      const { document, operationName, variableValues, contextValue } = args
      const { size, usage } = limitsIn(contextValue)
      const text = known.get(document)?.text ?? ''
      const name = operationName ?? undefined
      const prepared = documents.prepareAny(text, name, variableValues ?? {}, usage)
      // What cannot be executed is refused by the executor of graphql-js, which says why.
      if (prepared === undefined) return
      setExecuteFn(() => run(prepared, contextValue, size))
    },
    onSubscribe: ({ setResultAndStopExecution }) =>
      setResultAndStopExecution({ errors: [noStream()] }),
  }
}

/** Yoga keeps what it is told of a request in the context. */
const limitsIn = (context: unknown): RequestLimits => (context as Limited).requestLimits

interface Limited {
  readonly requestLimits: RequestLimits
}

const run = async (
  { program, variables }: Prepared,
  context: unknown,
  size: AnswerSize,
): Promise<ExecutionResult & WithSerializer> => {
  const errors: GraphQLError[] = []
  const data = await program.run({ context, variables, errors, size })
  const text = Buffer.from(data, 'latin1').toString()
  return {
    ...(errors.length > 0 && { errors }),
    // Yoga writes the rest; `data` is written already.
    stringify: ({ errors, extensions }) =>
      `{${errors === undefined ? '' : `"errors":${JSON.stringify(errors)},`}"data":${text},"extensions":${JSON.stringify(extensions)}}`,
  }
}

interface WithSerializer {
  readonly stringify: (result: ExecutionResult) => string
}

const noStream = (): GraphQLError =>
  new GraphQLError(
    'A subscription is answered with a stream of events. Ask with Accept: text/event-stream, by GET or as a single operation in JSON.',
    { extensions: { code: 'BAD_USER_INPUT', http: { status: 406 } } },
  )
