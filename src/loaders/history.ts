// What numbers were, for whoever may see them: public ones for everybody who is shown the post, private ones for the
// account that wrote it. One request's view of the archive.

import DataLoader from 'dataloader'

import type { Archive, Group, Sample, Series, Span } from '../archive/archive.ts'
import type { Account } from '../auth/accounts.ts'
import { GatewayError } from '../infra/errors.ts'
import type { Refusal } from '../x/refusals.ts'
import type { Tweet } from '../x/types.ts'

export interface History {
  /** Of a group of a post that the caller is shown, or why not. @throws ARCHIVE_OFF */
  of(post: Tweet, group: Group): Promise<PostHistory | Refusal>
}

export interface PostHistory {
  /** Oldest first. */
  within(span: Span): Promise<readonly Sample[]>
  /** The latest, of now or at that time. */
  at(time?: number): Promise<Sample | undefined>
}

export interface HistoryOptions {
  readonly archive: Archive | undefined
  readonly accounts: () => Promise<readonly Account[]>
  /** Resolves when archived values of the account may be served. */
  readonly prove: (account: Account) => Promise<void>
}

const AUTHOR_UNKNOWN: Refusal = {
  reason: 'REFUSED',
  message: 'X did not say who wrote the post, so it is not known who may see its private metrics.',
}

/** Of all that one request asks for, so that no answer is of any size. */
const MOST_READINGS = 50_000

export const createHistory = ({ archive, accounts, prove }: HistoryOptions): History => {
  if (archive === undefined) return { of: () => Promise.reject(archiveOff()) }
  let expected = 0
  let latest: DataLoader<Wish, Sample | undefined> | undefined

  const bound = (series: Series): PostHistory => ({
    within: (span) => {
      const { since, until, stepMs, limit } = span
      expected += Math.min(limit, Math.ceil((until - since) / stepMs))
      if (expected > MOST_READINGS) return Promise.reject(tooMany())
      return archive.history(series, span)
    },
    at: (time) => {
      latest ??= latestOf(archive)
      return latest.load({ series, time })
    },
  })

  return {
    of: async ({ id, author_id }, group) => {
      if (group === 'public_metrics') return bound({ subject: id, group })
      const all = await accounts()
      if (all.length === 0) return { reason: 'USER_CONTEXT_REQUIRED' }
      const owner = all.find(({ userId }) => userId === author_id)
      if (owner === undefined) return author_id ? { reason: 'NOT_OWNER' } : AUTHOR_UNKNOWN
      if (owner.reconnectNeeded) return { reason: 'RECONNECT_NEEDED' }
      try {
        await prove(owner)
      } catch (error) {
        if (!(error instanceof GatewayError) || error.code !== 'CREDENTIALS_REJECTED') throw error
        return owner.owned
          ? { reason: 'RECONNECT_NEEDED', message: error.message }
          : { reason: 'RECONNECT_NEEDED' }
      }
      return bound({ subject: id, group, owner: owner.userId })
    },
  }
}

interface Wish {
  readonly series: Series
  readonly time: number | undefined
}

/** What all posts of a list want is one question for each time. */
const latestOf = (archive: Archive): DataLoader<Wish, Sample | undefined> =>
  new DataLoader(
    async (wishes) => {
      const found = new Map<Wish, Sample | undefined>()
      await Promise.all(
        [...Map.groupBy(wishes, ({ time }) => time)].map(async ([time, some]) => {
          const readings = await archive.latest(
            some.map(({ series }) => series),
            time,
          )
          for (const [index, wish] of some.entries()) found.set(wish, readings[index])
        }),
      )
      return wishes.map((wish) => found.get(wish))
    },
    { cache: false },
  )

const archiveOff = (): GatewayError =>
  new GatewayError(
    'ARCHIVE_OFF',
    'This gateway keeps no numbers, so it does not know what they were. Set ARCHIVE=on, and it will from then on.',
  )

const tooMany = (): GatewayError =>
  new GatewayError(
    'BAD_USER_INPUT',
    `All metricsHistory of a query together may come to ${MOST_READINGS} samples. Ask for fewer posts at once, a shorter time or a larger step.`,
  )
