// Microbenchmarks of the gateway's parts in one process, with 100 posts with media and authors: time, and memory allocated.
//
//   npm run bench:micro

import { PUBLIC } from '../src/auth/credentials.ts'
import { readConfig } from '../src/config/index.ts'
import { createAnswerSize } from '../src/execution/answer-size.ts'
import { createDocuments } from '../src/execution/documents.ts'
import { cachedPost } from '../src/pipeline/cached-post.ts'
import { createEntityCache } from '../src/pipeline/entity-cache.ts'
import { readPosts } from '../src/pipeline/judged.ts'
import type { FoundPost } from '../src/pipeline/result.ts'
import { fieldSetOf } from '../src/plan/field-set.ts'
import { planOf } from '../src/plan/plan.ts'
import type { Context } from '../src/schema/context.ts'
import { schema } from '../src/schema/index.ts'
import { type Envelope, parseBody, readEnvelope } from '../src/x/envelope.ts'
import { createBilling } from '../src/x/prices.ts'
import { collectGarbage } from './lib/garbage.ts'
import { benchPackage } from './lib/load.ts'
import { requestBody } from './lib/queries.ts'
import { startUpstream } from './lib/upstream.ts'
import { ids as all } from './lib/world.ts'

/** The used part of tinybench's types. Times are in milliseconds. */
interface Bench {
  readonly tasks: readonly {
    readonly name: string
    readonly result: {
      readonly latency: { readonly min: number; readonly p50: number; readonly p99: number }
    }
  }[]
  add(name: string, task: () => unknown): Bench
  run(): Promise<unknown>
}

const { Bench } = await benchPackage<{ Bench: new (options: object) => Bench }>('tinybench')

const ids = all.slice(0, 100)
const { limits } = readConfig({})
const documentsOptions = { schema, limits, introspection: true }
const { query } = JSON.parse(requestBody('gateway', 'Whole', ids)) as { query: string }

const fetchEnvelope = async (): Promise<Envelope> => {
  const upstream = await startUpstream()
  const fields =
    'tweet.fields=author_id,attachments,public_metrics&expansions=author_id,attachments.media_keys&media.fields=url,duration_ms,preview_image_url'
  const response = await fetch(`${upstream.url}/2/tweets?ids=${ids.join(',')}&${fields}`)
  await upstream.stop()
  return (await response.json()) as Envelope
}

type Info = Parameters<typeof planOf>[0]

/** The `info` argument of the resolver of `posts` for this query. */
const captureInfo = async (): Promise<Info> => {
  const field = schema.getQueryType()?.getFields().posts
  if (field === undefined) throw new Error('There is no Query.posts.')
  const { resolve } = field
  const captured = Promise.withResolvers<Info>()
  field.resolve = (_source, _arguments, _context, info) => {
    captured.resolve(info)
    return []
  }
  await createDocuments(documentsOptions)
    .prepare(query, 'Whole', { ids })
    ?.program.run({
      context: {},
      variables: { coerced: { ids }, sources: {} },
      errors: [],
      size: createAnswerSize(limits.answerBytes),
    })
  if (resolve !== undefined) field.resolve = resolve
  return captured.promise
}

const envelope = await fetchEnvelope()
const info = await captureInfo()
const documents = createDocuments(documentsOptions)
const fieldSet = fieldSetOf(planOf(info))

const judge = () =>
  readPosts({ ids, fieldSet }, { envelope, at: Date.now(), gaps: [] }, () => undefined)
const fromX = [...judge().values()].filter((result) => result.kind === 'post')

const lifetimes = { publicMs: 1e9, privateMs: 0 }
const cache = createEntityCache<FoundPost>({ ...lifetimes, maxBytes: 1e9, now: Date.now })
const storeAll = (): void => {
  for (const post of fromX) {
    const entry = cachedPost(post, { fieldSet, at: Date.now(), bytes: 1000 })
    cache.store(PUBLIC, post.tweet.id, entry)
  }
}
storeAll()

const findAll = (): FoundPost[] => {
  const find = cache.reader(PUBLIC, fieldSet)
  return ids.flatMap((id) => find(id)?.value ?? [])
}

const execute = async (loaded: readonly FoundPost[]): Promise<void> => {
  const prepared = documents.prepare(query, 'Whole', { ids })
  if (prepared === undefined) throw new Error('The query is invalid.')
  const context: Pick<Context, 'posts' | 'limits' | 'notices' | 'loginUrl'> = {
    posts: { load: async () => loaded },
    limits: { postsPerRequest: ids.length },
    notices: new Map(),
    loginUrl: undefined,
  }
  const size = createAnswerSize(limits.answerBytes)
  const { program, variables } = prepared
  const text = await program.run({ context, variables, errors: [], size })
  if (!text.includes(ids.at(-1) ?? '')) throw new Error(`Posts are missing in ${text}`)
}

const texts = JSON.stringify(envelope)
const billing = createBilling({ wall: Date.now })
const [posts, users] = [envelope.data ?? [], envelope.includes?.users ?? []]

let count = 0
const STEPS: readonly (readonly [name: string, step: () => unknown])[] = [
  ['plan a selection', () => planOf({ ...info, fieldNodes: [...info.fieldNodes] })],
  ['parse an X response with 100 posts', () => readEnvelope(parseBody(texts))],
  ['judge an X response with 100 posts', judge],
  [
    'bill 100 posts and their authors',
    () => {
      for (const { id } of posts) billing.bill('post', id)
      for (const { id } of users) billing.bill('user', id)
    },
  ],
  ['store 100 posts in the cache', storeAll],
  ['read 100 posts from the cache', findAll],
  [
    'prepare a new document',
    () => {
      count += 1
      return documents.prepare(`${query} # ${count}`, 'Whole', { ids })
    },
  ],
  ['prepare a known document', () => documents.prepare(query, 'Whole', { ids })],
  ['prepare and execute: 100 fetched posts', () => execute(fromX)],
  ['prepare and execute: 100 cached posts', () => execute(findAll())],
]

/** Few enough runs that no garbage is collected in between. */
const ALLOCATING_RUNS = 10

const allocatedBytes = async (step: () => unknown): Promise<number> => {
  collectGarbage()
  const before = process.memoryUsage().heapUsed
  for (let run = 0; run < ALLOCATING_RUNS; run++) await step()
  return (process.memoryUsage().heapUsed - before) / ALLOCATING_RUNS
}

const bench = new Bench({ time: 1000, throws: true })
for (const [name, step] of STEPS) bench.add(name, step)
await bench.run()

const printRow = (name: string, cells: readonly string[]): void => {
  process.stdout.write(`${name.padEnd(40)}${cells.map((cell) => cell.padStart(10)).join('')}\n`)
}

printRow('µs', ['min', 'p50', 'p99', 'kB'])
for (const [index, [name, step]] of STEPS.entries()) {
  const { min, p50, p99 } = bench.tasks[index]?.result.latency ?? { min: 0, p50: 0, p99: 0 }
  const kilobytes = (await allocatedBytes(step)) / 1000
  printRow(name, [...[min, p50, p99].map((ms) => (ms * 1000).toFixed(1)), kilobytes.toFixed(1)])
}
