// The posts of the selected account: search, filters, order and columns, all of them in the URL.

import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { summarizeChanges } from '../components/change-summary.ts'
import { ErrorMessage } from '../components/error-message.tsx'
import { LiveSwitch } from '../components/live-switch.tsx'
import { MissingMetrics } from '../components/missing-metrics.tsx'
import { Notices } from '../components/notices.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { formatCount } from '../format.ts'
import { useLive, withLiveMetrics } from '../gateway/live.ts'
import { type Account, accountName } from '../gateway/viewer.ts'
import { messages } from '../messages/index.ts'
import { ColumnsMenu, SortMenu } from '../posts/columns-menu.tsx'
import { ExportButton } from '../posts/export-button.tsx'
import { Filters } from '../posts/filters.tsx'
import {
  columnOf,
  hasPeriod,
  isFiltered,
  listParamsOf,
  paramsOfList,
} from '../posts/list-params.ts'
import type { ListState } from '../posts/post-list.ts'
import { Selection } from '../posts/selection.tsx'
import { usePostList, useRecorded } from '../posts/use-post-list.ts'
import { VirtualTable } from '../posts/virtual-table.tsx'
import type { WindowRows } from '../posts/window-rows.ts'
import { useParams } from '../use-route.ts'

const text = messages.posts

const NO_FILTERS = {
  ...{ q: undefined, kind: undefined, media: undefined, promoted: undefined },
  ...{ period: undefined, from: undefined, to: undefined },
}

/** Live metrics of the rows that are shown. */
const useLiveRows = (state: ListState, range: WindowRows) => {
  const [on, setOn] = useState(false)
  const shown = Array.from({ length: range.last - range.first + 1 }, (_, index) =>
    state.posts.get(range.first + index),
  ).filter((post) => post !== undefined)
  const live = useLive(on ? shown.map(({ id }) => id) : [], on)
  const posts = useMemo(
    () =>
      live.posts.size === 0
        ? state.posts
        : new Map([...state.posts].map(([index, post]) => [index, withLiveMetrics(post, live)])),
    [state.posts, live],
  )
  const announcement = [...live.changes].map(([id, changes]) => {
    const post = shown.find((each) => each.id === id)
    return `${post?.displayText?.slice(0, 40) ?? id}: ${summarizeChanges(changes)}`
  })
  return { on, setOn, live, posts, shown, announcement: announcement.join(' ') }
}

/** The ids of chosen posts, which stay chosen when other posts are listed. */
const useSelection = () => {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const select = useCallback((id: string, isSelected: boolean) => {
    setSelected((before) =>
      isSelected ? new Set([...before, id]) : new Set([...before].filter((each) => each !== id)),
    )
  }, [])
  return { selected, select, clear: () => setSelected(new Set()) }
}

interface ListProps {
  readonly account: Account
  readonly isArchive: boolean
  /** The number of recorded posts. */
  readonly recorded: number
}

const List = ({ account, isArchive, recorded }: ListProps) => {
  const { params, set } = useParams()
  const listParams = listParamsOf(params)
  const { list, state, isStale } = usePostList(account.user.id, isArchive)
  const [range, setRange] = useState<WindowRows>({ first: 0, last: 0 })
  const latest = useRef(list)
  latest.current = list
  const live = useLiveRows(state, range)
  const { selected, select, clear } = useSelection()
  // X's timeline has no samples.
  const keys = listParams.columns.filter((key) => isArchive || key !== 'trend')
  const columnKeys = keys.join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys have all of them
  const columns = useMemo(() => keys.map(columnOf), [columnKeys])
  const onRange = useCallback((shown: WindowRows) => {
    setRange(shown)
    latest.current.ensure(shown.first, shown.last)
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: later ranges are loaded by onRange
  useEffect(() => list.ensure(range.first, range.last), [list])
  const isNarrowed = isFiltered(listParams) || hasPeriod(params)
  const count = state.count ?? 0
  const countText = () => {
    if (!isArchive || state.count === undefined) return undefined
    if (!isNarrowed || count === recorded) return messages.common.posts(count)
    return text.numberOf(formatCount(count), formatCount(recorded))
  }
  const top = useRef<HTMLDivElement>(null)
  /** Another list is shown from its beginning. */
  const change: typeof set = (params, options) => {
    set(params, options)
    const offset = top.current?.getBoundingClientRect().top ?? 0
    if (offset < 0) window.scrollBy(0, offset)
  }
  const onSort = isArchive
    ? (sort: typeof listParams.sort) => change(paramsOfList({ sort }))
    : undefined
  const refresh = () => list.refresh(range.first, range.last)
  return (
    <>
      <Filters list={listParams} isArchive={isArchive} onChange={change} />
      <div ref={top} className="head list-head">
        <p role="status" className="count">
          {countText()}
        </p>
        <div className="tools">
          <LiveSwitch
            on={live.on}
            onChange={live.setOn}
            live={live.live}
            announcement={live.announcement}
          />
          {onSort && <SortMenu sort={listParams.sort} onSort={onSort} />}
          <ColumnsMenu
            columns={listParams.columns}
            onChange={(chosen) => set(paramsOfList({ columns: chosen }))}
          />
          <button type="button" disabled={state.isLoading} onClick={refresh}>
            {messages.common.refresh}
          </button>
          <ExportButton account={account} isArchive={isArchive} count={count} columns={columns} />
        </div>
      </div>
      <Notices codes={state.notices} />
      {state.error && <ErrorMessage error={state.error} onRetry={refresh} />}
      {state.count === undefined && state.isLoading && <Skeleton label={text.loading} rows={10} />}
      {/* Before the list, which the Tab key would have to pass row by row. */}
      <Selection ids={[...selected]} onClear={clear} />
      {count > 0 && (
        <VirtualTable
          caption={text.caption(accountName(account))}
          state={{ ...state, posts: live.posts }}
          {...{ isStale, columns, onSort, selected, onRange }}
          sort={isArchive ? listParams.sort : undefined}
          onSelect={select}
          changes={live.live.changes}
        />
      )}
      {count === 0 && state.count !== undefined && (
        <div className="empty">
          <p>{isNarrowed ? text.none : text.noneAtAll}</p>
          {isNarrowed && (
            <button type="button" onClick={() => change(NO_FILTERS)}>
              {text.clear}
            </button>
          )}
        </div>
      )}
      <MissingMetrics posts={live.shown} />
    </>
  )
}

const Posts = ({ account }: { account: Account }) => {
  const recorded = useRecorded(account.user.id)
  const [chosen, choose] = useState<'archive' | 'timeline'>()
  const { count, isRecorded } = recorded
  const isArchive = count > 0 && (chosen === undefined ? isRecorded : chosen === 'archive')
  return (
    <>
      <h1>{text.title}</h1>
      {recorded.error && <ErrorMessage error={recorded.error} onRetry={recorded.refetch} />}
      {!isRecorded && recorded.isKnown && (
        <p className="notice">
          {isArchive
            ? text.onlyRecorded
            : count === 0
              ? text.timeline
              : text.timelineBefore(formatCount(count))}{' '}
          {count > 0 && (
            <button type="button" onClick={() => choose(isArchive ? 'timeline' : 'archive')}>
              {isArchive ? text.showTimeline : text.showRecorded}
            </button>
          )}
        </p>
      )}
      {recorded.isKnown ? (
        <List key={`${isArchive}`} account={account} isArchive={isArchive} recorded={count} />
      ) : (
        <Skeleton label={text.loading} rows={10} />
      )}
    </>
  )
}

export default Posts
