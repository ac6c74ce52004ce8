// The home page: what the posts of the selected account gained in a period.

import type { ReactNode } from 'react'
import { ErrorMessage } from '../components/error-message.tsx'
import { LoginLink } from '../components/login-link.tsx'
import { PeriodPicker } from '../components/period-picker.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Time } from '../components/time.tsx'
import { formatPercent, formatRelativeTime } from '../format.ts'
import { errorCode } from '../gateway/errors.ts'
import { refresh, usePeriod, useRefresh, useRefreshedQuery } from '../gateway/refresh.ts'
import { type Account, accountName, useAccounts } from '../gateway/viewer.ts'
import {
  OverviewTotalsDocument,
  type OverviewTotalsQuery,
  OverviewTrendsDocument,
} from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { attentionItems } from '../overview/attention.ts'
import { Attention } from '../overview/attention-list.tsx'
import { BestTimes } from '../overview/best-times-card.tsx'
import { StepChart } from '../overview/chart.tsx'
import { ArchiveEmpty, ArchiveOff } from '../overview/empty.tsx'
import { Followers } from '../overview/followers.tsx'
import { type ChartMetric, chartMetricOf, DEFAULT_METRIC } from '../overview/metrics.ts'
import { stepMinutes } from '../overview/steps.ts'
import { Tiles } from '../overview/tiles.tsx'
import { TopPosts } from '../overview/top-posts.tsx'
import { useParams } from '../use-route.ts'

const text = messages.overview

type Summary = NonNullable<NonNullable<OverviewTotalsQuery['account']>['summary']>
type Recording = OverviewTotalsQuery['viewer']['accounts'][number]['recording'] | undefined

interface StatusProps {
  readonly summary: Summary
  readonly recording: Recording
  readonly now: number
}

const Status = ({ summary, recording, now }: StatusProps) => {
  const sampledAt = recording?.lastSampledAt
  return (
    <p className="muted status">
      <span>{text.published(summary.posts)}</span>
      <span>{text.coverage(formatPercent(summary.coverage))}</span>
      {sampledAt && <span>{text.sampled(formatRelativeTime(sampledAt, now))}</span>}
      <span>
        {text.updated} <Time time={new Date(now).toISOString()} style="clock" />
      </span>
    </p>
  )
}

const isEmpty = ({ posts, coverage, impressionCount }: Summary): boolean =>
  posts === 0 && coverage === 0 && impressionCount === null

interface NumbersProps extends StatusProps {
  readonly account: Account
  readonly children: ReactNode
}

const Numbers = ({ account, summary, recording, now, children }: NumbersProps) => {
  const { params, set } = useParams()
  const { range, timeZone } = usePeriod()
  const metric = chartMetricOf(params)
  const { data } = useRefreshedQuery({
    query: OverviewTrendsDocument,
    variables: {
      ...{ account: account.id, since: range.since, until: range.until, timezone: timeZone },
      step: stepMinutes(range.days),
    },
  })
  const select = (chosen: ChartMetric): void =>
    set({ metric: chosen === DEFAULT_METRIC ? undefined : chosen }, { replace: true })
  return (
    <>
      <Status {...{ summary, recording, now }} />
      {children}
      <Tiles totals={summary} trends={data?.account} selected={metric} onSelect={select} />
      <StepChart account={account.id} metric={metric} onMetric={select} />
      <div className="columns">
        <TopPosts account={account.id} metric={metric} />
        <div className="stack wide">
          <Followers totals={summary} trends={data?.account} />
          <BestTimes account={account.id} />
        </div>
      </div>
    </>
  )
}

const Content = ({ account }: { account: Account }) => {
  const { range, now } = usePeriod()
  const { accounts } = useAccounts()
  const { data, error, refetch } = useRefreshedQuery({
    query: OverviewTotalsDocument,
    variables: { account: account.id, since: range.since, until: range.until },
  })
  if (error?.graphQLErrors.some((each) => errorCode(each) === 'ARCHIVE_OFF')) return <ArchiveOff />
  if (error) return <ErrorMessage error={error} onRetry={refetch} />
  if (data === undefined) return <Skeleton label={text.loading} rows={12} />
  const nameOf = (id: string | null): string => {
    const found = accounts.find((each) => each.id === id)
    return found === undefined ? messages.operator.app : accountName(found)
  }
  const recording = data.viewer.accounts.find(({ id }) => id === account.id)?.recording
  const summary = data.account?.summary
  const attention = <Attention items={attentionItems(data, nameOf, now)} />
  if (!summary) {
    return (
      <div className="failure" role="alert">
        <p>{text.refused}</p>
        <LoginLink />
      </div>
    )
  }
  if (isEmpty(summary)) {
    return (
      <>
        {attention}
        <ArchiveEmpty isRecorded={recording?.recorded === true} />
      </>
    )
  }
  return <Numbers {...{ account, summary, recording, now }}>{attention}</Numbers>
}

export const Overview = ({ account }: { account: Account }) => {
  useRefresh()
  return (
    <>
      <div className="head">
        <h1>{text.title}</h1>
        <div className="tools">
          <PeriodPicker />
          <button type="button" onClick={refresh}>
            {messages.common.refresh}
          </button>
        </div>
      </div>
      <Content account={account} />
    </>
  )
}
