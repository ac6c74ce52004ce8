// A stand-in until the stores are there.

import type { Archive, Reading, Sample, Series } from './archive.ts'

export type ArchivePlace =
  | { readonly kind: 'memory' }
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string }

export interface ArchiveOptions {
  readonly now: () => number
  readonly mostPosts: number
  readonly onFault: (error: unknown) => void
}

const nameOf = ({ subject, group, owner = '' }: Series): string => `${subject} ${group} ${owner}`

export const openArchive = async (_: ArchivePlace, options: ArchiveOptions): Promise<Archive> => {
  let all: Sample[] = []
  const of = (series: Series): Reading[] =>
    all
      .filter((each) => nameOf(each) === nameOf(series))
      .map(({ at, numbers }) => ({ at, numbers }))
      .sort((one, other) => one.at - other.at)
  return {
    keep: (samples) => {
      all.push(...samples)
    },
    latest: async (series, at = options.now()) =>
      series.map((each) => of(each).findLast((reading) => reading.at <= at)),
    history: async (series, { since, until, stepMs, most }) => {
      const within = of(series).filter(({ at }) => since <= at && at <= until)
      const steps = new Map(
        within.map((each) => [stepMs === 0 ? each.at : Math.floor(each.at / stepMs), each]),
      )
      return [...steps.values()].slice(-most)
    },
    forgetPosts: (postIds) => {
      all = all.filter(({ postId }) => !postIds.includes(postId))
    },
    forgetHidden: (postIds) => {
      const own = new Set(all.flatMap(({ postId, owner }) => (owner === undefined ? [] : postId)))
      all = all.filter(({ postId }) => own.has(postId) || !postIds.includes(postId))
    },
    forgetOwner: async (userId) => {
      all = all.filter(({ owner }) => owner !== userId)
    },
    close: async () => {},
  }
}
