// Dry runs on the Yoga path.

import type { ExecutionResult } from 'graphql'
import type { Plugin, YogaInitialContext } from 'graphql-yoga'
import type { Prepared, PreparedStream } from '../../execution/documents.ts'
import type { DryRun } from '../../schema/dry-run.ts'
import type { GraphQLOptions, OperationObserver } from '../options.ts'
import {
  DRY_RUN_HEADER,
  isDryRun,
  type PricedAnswer,
  priceQuery,
  priceSubscription,
} from './dry-run.ts'
import { codesOf } from './masking.ts'
import { httpRequestOptionsOf } from './request-limits.ts'
import type { ServerContext } from './yoga-parameters.ts'

type DryContext = ServerContext & YogaInitialContext & { readonly operation: OperationObserver }

/** Rejects an unclear dry run before anything is executed. */
export const useDryRunCheck = (): Plugin => ({
  onParams: ({ params, request }) => {
    isDryRun(params?.extensions?.dryRun, request.headers.get(DRY_RUN_HEADER))
  },
})

export const isDry = ({ params, request }: YogaInitialContext): boolean =>
  isDryRun(params.extensions?.dryRun, request.headers.get(DRY_RUN_HEADER))

export const priceQueryForYoga = async (
  prepared: Prepared,
  context: DryContext,
  options: GraphQLOptions,
): Promise<ExecutionResult> => {
  const { size } = context.requestLimits
  const run = dryRunOf(prepared, context, options)
  return resultOf(await priceQuery(prepared, run, size, options.onFault))
}

/** Yoga does not execute the operation, so it is reported here. */
export const priceSubscriptionForYoga = async (
  prepared: PreparedStream,
  context: DryContext,
  options: GraphQLOptions,
): Promise<ExecutionResult> => {
  const run = dryRunOf(prepared, context, options)
  const answer = await priceSubscription(prepared, run, options.onFault)
  const codes = codesOf(answer.errors)
  context.operation.end({ operation: prepared.name, codes, tally: undefined })
  return resultOf(answer)
}

const dryRunOf = (
  { variables }: Prepared,
  { caller, observer, operation, requestLimits }: DryContext,
  { dryRun }: GraphQLOptions,
): DryRun => dryRun(caller, httpRequestOptionsOf(requestLimits, observer, operation), variables)

const resultOf = ({ errors, extensions }: PricedAnswer): ExecutionResult => ({
  ...(errors.length > 0 && { errors }),
  data: null,
  extensions: { ...extensions },
})
