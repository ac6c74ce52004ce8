// Yoga plugins that execute operations with the gateway's documents and limits, and report their results.

import { type DocumentNode, type ExecutionResult, GraphQLError, getOperationAST } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import type { AnswerSize } from '../../execution/answer-size.ts'
import type { ParsedDocument, Prepared } from '../../execution/documents.ts'
import type { Context } from '../../schema/context.ts'
import { reportRejected } from '../http/rejection.ts'
import type { GraphQLOptions, OperationObserver } from '../options.ts'
import { codesOf } from './masking.ts'
import { httpRequestOptionsOf } from './request-limits.ts'
import { extensionsOf, writeResponse } from './response.ts'
import { isDry, priceQueryForYoga, priceSubscriptionForYoga } from './yoga-dry-run.ts'
import type { ServerContext } from './yoga-parameters.ts'

export interface OperationContext extends Context {
  readonly operation: OperationObserver
}

type ExecutionPlugin = Plugin<OperationContext & ServerContext, ServerContext>

export const useContext = ({ context }: GraphQLOptions): ExecutionPlugin => ({
  onContextBuilding: ({ context: { caller, observer, requestLimits }, extendContext }) => {
    const operation = observer.begin()
    const request = httpRequestOptionsOf(requestLimits, observer, operation)
    extendContext({ ...context(caller, request), operation })
  },
})

export const useDocuments = (options: GraphQLOptions): ExecutionPlugin => {
  const { documents } = options
  const known = new WeakMap<DocumentNode, ParsedDocument & { readonly text: string }>()
  return {
    onParse: ({ context, setParseFn }) =>
      setParseFn((source: unknown) => {
        const text = String(source)
        const read = documents.read(text, context.requestLimits.usage)
        known.set(read.document, { ...read, text })
        return read.document
      }),
    onValidate: ({ params: { documentAST }, setResult }) => {
      setResult([...(known.get(documentAST)?.errors ?? [])])
    },
    onExecute: ({ args, setExecuteFn }) => {
      const { document, operationName, variableValues, contextValue } = args
      const { size, usage } = contextValue.requestLimits
      const text = known.get(document)?.text ?? ''
      const name = operationName ?? undefined
      const prepared = documents.prepareAny(text, name, variableValues ?? {}, usage)
      // The executor of graphql-js reports why an operation cannot be executed.
      if (prepared === undefined) return
      setExecuteFn(() =>
        isDry(contextValue)
          ? priceQueryForYoga(prepared, contextValue, options)
          : executeForYoga(prepared, contextValue, size),
      )
    },
    onSubscribe: async ({ args, setResultAndStopExecution }) => {
      const { document, operationName, variableValues, contextValue } = args
      const text = known.get(document)?.text ?? ''
      const prepared = isDry(contextValue)
        ? documents.prepareStream(text, operationName ?? undefined, variableValues ?? {})
        : undefined
      setResultAndStopExecution(
        prepared === undefined
          ? { errors: [streamRequired()] }
          : await priceSubscriptionForYoga(prepared, contextValue, options),
      )
    },
  }
}

/** Yoga masks the errors and adds the extensions; `data` has been written already. */
const executeForYoga = async (
  { program, variables }: Prepared,
  context: Context,
  size: AnswerSize,
): Promise<ExecutionResult & { readonly stringify: (result: ExecutionResult) => string }> => {
  const errors: GraphQLError[] = []
  const data = await program.run({ context, variables, errors, size })
  const text = Buffer.from(data, 'latin1').toString()
  return {
    ...(errors.length > 0 && { errors }),
    stringify: ({ errors = [], extensions }) =>
      writeResponse(text, errors, JSON.stringify(extensions), JSON.stringify),
  }
}

/** Adds `extensions` to each executed operation, and reports all operations to the observer. */
export const useReporting = (): ExecutionPlugin => {
  const executed = new WeakSet<object>()
  return {
    onExecute: ({ args }) => ({
      onExecuteDone: ({ result, setResult }) => {
        if (isAsyncIterable(result)) return
        const context = args.contextValue
        const extensions = { ...extensionsOf(context), ...result.extensions }
        const reported = { ...result, extensions }
        executed.add(reported)
        setResult(reported)
        context.operation.end({
          operation: getOperationAST(args.document, args.operationName)?.name?.value,
          codes: codesOf(result.errors ?? []),
          tally: context.tally,
        })
      },
    }),
    onResultProcess: ({ result, serverContext }) => {
      for (const each of [result].flat()) {
        if (isAsyncIterable(each) || executed.has(each) || each.extensions?.dryRun) continue
        reportRejected(serverContext.observer, codesOf(each.errors ?? []))
      }
    },
  }
}

const streamRequired = (): GraphQLError =>
  new GraphQLError(
    'Subscriptions are served as streams. Send Accept: text/event-stream, or multipart/mixed; subscriptionSpec=1.0, in a GET request, or in a POST request with one operation in JSON.',
    { extensions: { code: 'BAD_USER_INPUT', http: { status: 406 } } },
  )
