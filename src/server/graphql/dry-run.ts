// Dry runs: the answer has no data, and the price of the operation in its extensions. They take the Yoga path.

import { type GraphQLError, OperationTypeNode } from 'graphql'

import type { AnswerSize } from '../../execution/answer-size.ts'
import type { Prepared, PreparedStream } from '../../execution/documents.ts'
import { GatewayError } from '../../infra/errors.ts'
import type { DryRun } from '../../schema/dry-run.ts'
import type { DryRunPrice } from '../../schema/dry-run-price.ts'
import { maskError } from './masking.ts'

export const DRY_RUN_HEADER = 'x-dry-run'

/**
 * Whether a request is a dry run, by `extensions.dryRun` and the header X-Dry-Run.
 * @throws BAD_USER_INPUT for other values, so that no misspelled dry run costs money
 */
export const isDryRun = (extension: unknown, header: unknown): boolean =>
  read(extension, EXTENSION_VALUES, 'extensions.dryRun is true or false.') ||
  read(header, HEADER_VALUES, 'The header X-Dry-Run is 1 or 0.')

/** False for requests that are certainly none. */
export const mayBeDryRun = (extension: unknown, header: unknown): boolean =>
  EXTENSION_VALUES.get(extension) !== false || HEADER_VALUES.get(header) !== false

const EXTENSION_VALUES: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  [false, false],
  [null, false],
  [undefined, false],
])

const HEADER_VALUES: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
  ['', false],
  [null, false],
  [undefined, false],
])

const read = (value: unknown, values: ReadonlyMap<unknown, boolean>, message: string): boolean => {
  const known = values.get(value)
  if (known === undefined) throw new GatewayError('BAD_USER_INPUT', message)
  return known
}

export interface PricedAnswer {
  readonly errors: readonly GraphQLError[]
  readonly extensions: DryRunPrice
}

/** Prices a query by what the caches hold and what they do not. A mutation is not executed. */
export const priceQuery = async (
  { type, program, variables }: Prepared,
  dryRun: DryRun,
  size: AnswerSize,
  onFault: (error: unknown) => void,
): Promise<PricedAnswer> => {
  const errors: GraphQLError[] = []
  if (type === OperationTypeNode.MUTATION) throw mutationRefused()
  await program.run({ context: dryRun.context, variables, errors, size })
  return answerOf(errors, dryRun, onFault)
}

/** Prices one interval of a subscription. */
export const priceSubscription = async (
  { begin }: PreparedStream,
  dryRun: DryRun,
  onFault: (error: unknown) => void,
): Promise<PricedAnswer> => {
  try {
    await begin(dryRun.context)
    return await answerOf([], dryRun, onFault)
  } catch (error) {
    return answerOf([error], dryRun, onFault)
  }
}

const answerOf = async (
  errors: readonly unknown[],
  dryRun: DryRun,
  onFault: (error: unknown) => void,
): Promise<PricedAnswer> => ({
  errors: errors
    .map((error) => maskError(error, onFault))
    .filter(({ extensions: { code } }) => REQUEST_CODES.has(code)),
  extensions: await dryRun.price(),
})

/** Errors of the request itself. Others are of single entities: the query shows them when it is run. */
const REQUEST_CODES: ReadonlySet<unknown> = new Set([
  'ARCHIVE_OFF',
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'GRAPHQL_VALIDATION_FAILED',
  'INTERNAL_SERVER_ERROR',
  'LIMIT_EXCEEDED',
  'UNAUTHENTICATED',
])

const mutationRefused = (): GatewayError =>
  new GatewayError(
    'BAD_USER_INPUT',
    'A dry run prices queries and subscriptions. The mutation was not executed; mutations cost nothing at X.',
  )
