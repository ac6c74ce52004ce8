// Everything that the archive keeps of an account, as lines for JSON Lines: the records of its posts, their samples, and those
// of its profile. One series is in memory at a time.

import type { ExportLine } from './archive.ts'
import { decode } from './encoding.ts'
import type { RecordPosition } from './records.ts'
import { endOf } from './segments.ts'
import { groupOf, type Store } from './store.ts'

const PAGE = 500

const timestamp = (time: number): string => new Date(time).toISOString()

type ExportedStore = Pick<Store, 'records' | 'accountSeries' | 'segments'>

export async function* exportAccount(
  store: ExportedStore,
  userId: string,
): AsyncGenerator<ExportLine> {
  yield* exportRecords(store, userId)
  yield* exportSamples(store, userId)
}

async function* exportRecords(store: ExportedStore, userId: string): AsyncGenerator<ExportLine> {
  let after: RecordPosition | undefined
  do {
    const query = { authorId: userId, limit: PAGE, ...(after && { after }) }
    const page = await store.records(query)
    for (const { authorId: _, value: __, createdAt, ...record } of page) {
      yield { type: 'post', createdAt: timestamp(createdAt), ...record }
    }
    after = page.length < PAGE ? undefined : page.at(-1)
  } while (after !== undefined)
}

async function* exportSamples(store: ExportedStore, userId: string): AsyncGenerator<ExportLine> {
  let after: number | undefined = 0
  do {
    const page = await store.accountSeries(userId, after)
    for (const { key, postId } of page) {
      const { subject } = key
      const series = { subject, group: groupOf(key), ...(postId !== '' && { postId }) }
      for (const segment of await store.segments(key, 0, Number.MAX_SAFE_INTEGER)) {
        yield {
          type: 'sample',
          ...series,
          at: timestamp(segment.began),
          ...(segment.lasted > 0 && { until: timestamp(endOf(segment)) }),
          numbers: decode(segment.numbers),
        }
      }
    }
    after = page.at(-1)?.id
  } while (after !== undefined)
}
