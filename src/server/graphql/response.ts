// Executes a prepared operation and writes its response.

import type { GraphQLError } from 'graphql'

import type { AnswerSize } from '../../execution/answer-size.ts'
import type { Prepared } from '../../execution/documents.ts'
import { asBytes } from '../../execution/sink.ts'
import type { Context } from '../../schema/context.ts'
import type { Notice } from '../../schema/notices.ts'
import { roundUsd } from '../../x/prices.ts'
import { codesOf, maskError } from './masking.ts'

/**
 * Returns the response and its `data`, with one character per byte, and the codes of its errors.
 * @param rootValue the event of a subscription
 */
export const execute = async (
  { program, variables }: Prepared,
  context: Context,
  size: AnswerSize,
  onFault: (error: unknown) => void,
  rootValue?: unknown,
): Promise<{ readonly text: string; readonly data: string; readonly codes: readonly string[] }> => {
  const errors: GraphQLError[] = []
  const data = await program.run({ context, variables, errors, size }, rootValue)
  const masked = errors.map((error) => maskError(error, onFault))
  const text = writeResponse(data, masked, extensionsText(context), asBytes)
  return { text, data, codes: codesOf(masked) }
}

/** Writes errors first, so that people who read the response see them. */
export const writeResponse = (
  data: string,
  errors: readonly unknown[],
  extensions: string,
  json: (value: unknown) => string,
): string => {
  const errorsMember = errors.length === 0 ? '' : `"errors":${json(errors)},`
  return `{${errorsMember}"data":${data},"extensions":${extensions}}`
}

/** The JSON of the extensions. All values but those of notices are numbers. */
const extensionsText = (context: Context): string => {
  if (context.notices.size > 0) return asBytes(extensionsOf(context))
  const { calls, posts, users, fromCache, coalesced, usd } = context.tally
  return `{"upstream":{"calls":${calls},"postsRead":${posts},"usersRead":${users},"fromCache":${fromCache},"coalesced":${coalesced},"estimatedCostUsd":${roundUsd(usd)}}}`
}

/** The operation's cost and its notices. */
export const extensionsOf = ({ tally, notices }: Context) => ({
  upstream: {
    calls: tally.calls,
    postsRead: tally.posts,
    usersRead: tally.users,
    fromCache: tally.fromCache,
    coalesced: tally.coalesced,
    estimatedCostUsd: roundUsd(tally.usd),
  },
  ...(notices.size > 0 && { notices: [...notices.values()].map(noticeView) }),
})

const noticeView = ({ postIds, ...notice }: Notice) => ({ ...notice, postIds: [...postIds] })
