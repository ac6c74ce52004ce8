// Shares messages between subscribers: each message is executed and written once for all subscriptions with the same
// query, variables and format.

import { createHash } from 'node:crypto'

import type { Prepared } from '../../execution/documents.ts'
import type { LiveMessage } from '../../live/types.ts'
import { addSpendNotice } from '../../schema/notices.ts'
import type { GraphQLParameters } from '../graphql/request.ts'
import { createRequestLimits } from '../graphql/request-limits.ts'
import { execute } from '../graphql/response.ts'
import type { ServerOptions } from '../options.ts'
import type { StreamFormat } from './stream-format.ts'

/** The messages of one operation with its variables. */
export interface SharedMessages {
  frameOf(update: LiveMessage): Promise<Buffer>
  /** Must be called once by each subscriber. */
  release(): void
}

export const createSharedMessages = (
  options: Pick<ServerOptions, 'context' | 'limits' | 'onFault'>,
) => {
  const entries = new Map<string, { readonly messages: SharedMessages; subscribers: number }>()

  /** Each message gets a context of its own, so that what it loads beside the posts has its own deadline. */
  const write = async (
    prepared: Prepared,
    format: StreamFormat,
    update: LiveMessage,
  ): Promise<Buffer> => {
    const { size, callLimit } = createRequestLimits(options.limits)
    const context = options.context(update.caller, { callLimit })
    Object.assign(context.tally, update.tally)
    for (const warning of update.warnings) addSpendNotice(context, warning)
    const { text } = await execute(prepared, context, size, options.onFault, update)
    return format.frame(text, update.cursor)
  }

  const messagesOf = (
    key: string,
    { type, name, program, variables }: Prepared,
    format: StreamFormat,
  ): SharedMessages => {
    // Weak, so that a frame lives only while a stream sends it: frames can be many and large.
    const frames = new WeakMap<LiveMessage, WeakRef<Promise<Buffer>>>()
    return {
      frameOf: (update) => {
        const written = frames.get(update)?.deref()
        if (written !== undefined) return written
        const frame = write({ type, name, program, variables }, format, update)
        frames.set(update, new WeakRef(frame))
        return frame
      },
      release: () => {
        const entry = entries.get(key)
        if (entry === undefined) return
        entry.subscribers -= 1
        if (entry.subscribers === 0) entries.delete(key)
      },
    }
  }

  return (
    parameters: GraphQLParameters,
    prepared: Prepared,
    format: StreamFormat,
  ): SharedMessages => {
    const key = keyOf(parameters, format)
    const entry = entries.get(key) ?? {
      messages: messagesOf(key, prepared, format),
      subscribers: 0,
    }
    entries.set(key, entry)
    entry.subscribers += 1
    return entry.messages
  }
}

const keyOf = (
  { query, hash, operationName, variables }: GraphQLParameters,
  { contentType }: StreamFormat,
): string =>
  createHash('sha256')
    .update(JSON.stringify([contentType, query ?? hash, operationName, variables]))
    .digest('base64url')
