// Posts as their records and archived metrics show them. X is not asked.

import type { ArchiveReader } from '../archive/archive.ts'
import type { PostRecord } from '../archive/records.ts'
import type { FoundPost } from '../pipeline/result.ts'
import { fieldSetOf } from '../plan/field-set.ts'
import { type Plan, planWithoutRecorded, privateGroupsOf } from '../plan/plan.ts'
import type { SelectedField } from '../plan/selection.ts'
import type { PostGroup, TweetField } from '../x/fields.ts'
import type { Refusal } from '../x/refusals.ts'
import { NOTHING_RELATED } from '../x/related.ts'
import type { Metrics } from '../x/types.ts'
import { archivedMetrics } from './archived.ts'

const RECORDED: ReadonlySet<TweetField> = new Set([
  'text',
  'created_at',
  'author_id',
  'public_metrics',
  'non_public_metrics',
  'organic_metrics',
  'promoted_metrics',
])

/** Whether records have everything that the selection below a field reads. */
export const isRecorded = (selected: SelectedField): boolean => {
  const plan = planWithoutRecorded(selected)
  return (
    plan.tweet.isSubsetOf(RECORDED) &&
    plan.referenced === undefined &&
    [plan.media, plan.user, plan.poll, plan.place, plan.expansions].every(({ size }) => size === 0)
  )
}

const NOT_RECORDED: Refusal = { reason: 'NOT_RECORDED' }

/** The account of the records must be proven. */
export const postsOfRecords = async (
  records: readonly PostRecord[],
  plan: Plan,
  archive: Pick<ArchiveReader, 'latest'>,
  now: number,
): Promise<FoundPost[]> => {
  const privateGroups = privateGroupsOf(plan)
  const groups: readonly PostGroup[] = [
    ...(plan.tweet.has('public_metrics') ? ['public_metrics' as const] : []),
    ...privateGroups,
  ]
  const series = records.flatMap(({ id, authorId }) =>
    groups.map((group) => ({
      subject: id,
      group,
      ...(group !== 'public_metrics' && { owner: authorId }),
    })),
  )
  const samples = (series.length === 0 ? [] : await archive.latest(series)).values()
  return records.map((record): FoundPost => {
    const metrics: { [Group in PostGroup]?: Metrics } = {}
    for (const group of groups) {
      const sample = samples.next().value
      if (sample !== undefined) metrics[group] = archivedMetrics(sample)
    }
    const { id, text, authorId, createdAt } = record
    return {
      kind: 'post',
      at: now,
      tweet: {
        id,
        text,
        author_id: authorId,
        created_at: new Date(createdAt).toISOString(),
        ...metrics,
      },
      related: NOTHING_RELATED,
      record,
      fieldSet: fieldSetOf(plan),
      refusals: new Map(
        privateGroups.filter((group) => !metrics[group]).map((group) => [group, NOT_RECORDED]),
      ),
    }
  })
}
