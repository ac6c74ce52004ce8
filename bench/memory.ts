// Measures the memory that cached posts take: with public metrics, and with media and authors as well.
//
//   npm run bench:memory

import { PUBLIC } from '../src/auth/credentials.ts'
import { cachedPost } from '../src/pipeline/cached-post.ts'
import { createEntityCache } from '../src/pipeline/entity-cache.ts'
import { readPosts } from '../src/pipeline/judged.ts'
import type { FoundPost } from '../src/pipeline/result.ts'
import { type FieldSet, fieldSetOf } from '../src/plan/field-set.ts'
import { EMPTY_PLAN } from '../src/plan/plan.ts'
import type { Envelope } from '../src/x/envelope.ts'
import { collectGarbage } from './lib/garbage.ts'
import { wait } from './lib/processes.ts'
import { startUpstream, type Upstream } from './lib/upstream.ts'
import { ids as all } from './lib/world.ts'

const QUERIES: readonly (readonly [name: string, fields: string])[] = [
  ['public metrics', 'tweet.fields=author_id,public_metrics'],
  [
    'metrics, media and authors',
    'tweet.fields=author_id,attachments,public_metrics&expansions=author_id,attachments.media_keys&media.fields=url,duration_ms,preview_image_url',
  ],
]

const PER_CALL = 100

const heapBytes = async (): Promise<number> => {
  // The stack of the last turns is free only now.
  for (let turn = 0; turn < 3; turn++) {
    await wait(50)
    collectGarbage()
  }
  return process.memoryUsage().heapUsed
}

/** Caches all posts of the world as the pipeline does. */
const fill = async ({ url }: Upstream, fields: string, fieldSet: FieldSet) => {
  const cache = createEntityCache<FoundPost>({
    ...{ publicMs: 1e9, privateMs: 0, maxBytes: 1e9 },
    now: Date.now,
  })
  for (let from = 0; from < all.length; from += PER_CALL) {
    const ids = all.slice(from, from + PER_CALL)
    const response = await fetch(`${url}/2/tweets?ids=${ids.join(',')}&${fields}`)
    const envelope = JSON.parse(await response.text()) as Envelope
    const answer = { envelope, at: Date.now(), gaps: [] }
    for (const [id, post] of readPosts({ ids, fieldSet }, answer, () => undefined)) {
      if (post.kind !== 'post') throw new Error(`Post ${id} is missing.`)
      cache.store(PUBLIC, id, cachedPost(post, { fieldSet, at: answer.at, bytes: 1000 }))
    }
  }
  return cache
}

/** The first fill also grows what later ones share. */
const measure = async (upstream: Upstream, fields: string): Promise<number> => {
  const fieldSet = fieldSetOf({ ...EMPTY_PLAN })
  await fill(upstream, fields, fieldSet)
  const before = await heapBytes()
  const cache = await fill(upstream, fields, fieldSet)
  return ((await heapBytes()) - before) / cache.size().entries
}

const upstream = await startUpstream()
for (const [name, fields] of QUERIES) {
  const bytes = await measure(upstream, fields)
  process.stdout.write(`${name}: ${bytes.toFixed(0)} bytes per cached post\n`)
}
await upstream.stop()
