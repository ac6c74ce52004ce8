// What is told to those who follow, written once for all who ask for the same in the same words.

import { createHash } from 'node:crypto'

import type { GraphQLError } from 'graphql'

import type { Prepared } from '../../execution/documents.ts'
import { asBytes } from '../../execution/sink.ts'
import type { LiveMessage } from '../../live/types.ts'
import { reportOf } from '../graphql/extensions.ts'
import { maskError } from '../graphql/masking.ts'
import type { Asked } from '../graphql/request.ts'
import { createRequestLimits } from '../graphql/request-limits.ts'
import type { ServerOptions } from '../index.ts'
import { nextFrame } from './event-stream.ts'

/** One operation with its variables. */
export interface Wording {
  frameOf(news: LiveMessage): Promise<Buffer>
  /** One of those who ask so has gone. */
  leave(): void
}

export type Wordings = (asked: Asked, prepared: Prepared) => Wording

interface Known {
  readonly wording: Wording
  users: number
}

export const createWordings = (
  options: Pick<ServerOptions, 'context' | 'limits' | 'onFault'>,
): Wordings => {
  const known = new Map<string, Known>()

  /** With a context of its own: what it loads beside the posts has its own deadline. */
  const write = async ({ program, variables }: Prepared, news: LiveMessage): Promise<Buffer> => {
    const { size, callLimit } = createRequestLimits(options.limits)
    const context = options.context(news.caller, { callLimit })
    Object.assign(context.tally, news.tally)
    const errors: GraphQLError[] = []
    const data = await program.run({ context, variables, errors, size }, news)
    const masked = errors.map((error) => maskError(error, options.onFault))
    const told = masked.length === 0 ? '' : `"errors":${asBytes(masked)},`
    const json = `{${told}"data":${data},"extensions":${asBytes(reportOf(context))}}`
    return nextFrame(json, news.cursor)
  }

  const wordingOf = (key: string, { name, program, variables }: Prepared): Wording => {
    // Held by those who send them only: there may be many, and they are large.
    const frames = new WeakMap<LiveMessage, WeakRef<Promise<Buffer>>>()
    return {
      frameOf: (news) => {
        const before = frames.get(news)?.deref()
        if (before !== undefined) return before
        const frame = write({ name, program, variables }, news)
        frames.set(news, new WeakRef(frame))
        return frame
      },
      leave: () => {
        const same = known.get(key)
        if (same === undefined) return
        same.users -= 1
        if (same.users === 0) known.delete(key)
      },
    }
  }

  return (asked, prepared) => {
    const key = keyOf(asked)
    const same = known.get(key) ?? { wording: wordingOf(key, prepared), users: 0 }
    known.set(key, same)
    same.users += 1
    return same.wording
  }
}

const keyOf = ({ query, hash, operationName, variables }: Asked): string =>
  createHash('sha256')
    .update(JSON.stringify([query ?? hash, operationName, variables]))
    .digest('base64url')
