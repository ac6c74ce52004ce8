// The followers: how many there are, how many the period brought, and their curve.

import { Sparkline } from '../components/sparkline.tsx'
import { formatChange, formatCount } from '../format.ts'
import type { TotalsFragment } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import type { Trends } from './metrics.ts'

const text = messages.overview

interface FollowersProps {
  readonly totals: TotalsFragment
  readonly trends: Trends | null | undefined
}

export const Followers = ({ totals: { followers, followerChange }, trends }: FollowersProps) => (
  <section className="card followers" aria-labelledby="followers">
    <h2 id="followers">{text.followers}</h2>
    <p className="line">
      <strong>{followers === null ? '–' : formatCount(followers)}</strong>
      <span className="muted">
        {followerChange === null
          ? text.followersUnknown
          : text.followersGained(formatChange(followerChange))}
      </span>
    </p>
    <Sparkline values={(trends?.followers ?? []).map(({ total }) => total)} />
  </section>
)
