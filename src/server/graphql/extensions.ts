// What an answer cost, and what is to be said of it once: `extensions` of every operation.

import type { Context } from '../../schema/context.ts'
import type { Notice } from '../../schema/notices.ts'
import { roundUsd } from '../../x/prices.ts'

const noticeView = ({ postIds, ...notice }: Notice) => ({ ...notice, postIds: [...postIds] })

export const reportOf = ({ tally, notices }: Context) => ({
  upstream: {
    calls: tally.calls,
    postsRead: tally.posts,
    fromCache: tally.fromCache,
    coalesced: tally.coalesced,
    estimatedCostUsd: roundUsd(tally.usd),
  },
  ...(notices.size > 0 && { notices: [...notices.values()].map(noticeView) }),
})
