// The loads of the comparison. Each has posts of its own, so that it begins with empty caches.

import { setTimeout } from 'node:timers/promises'

import { postJson } from '../../kit/post-json.ts'
import { type Machines, postsIn } from './machines-setup.ts'

type Send = (index: number) => Promise<string | undefined>

export interface Measured {
  readonly load: string
  readonly calls: number
  readonly posts: number
  /** The answers that differ from the expected ones. */
  readonly wrong: readonly string[]
}

const PUBLIC = 'publicMetrics { likeCount }'
const PRIVATE = 'publicMetrics { likeCount } organicMetrics { likeCount }'

interface Answer {
  readonly data?: { readonly posts?: readonly ({ readonly id: string } & Counts)[] }
  readonly errors?: readonly object[]
}

interface Counts {
  readonly publicMetrics: { readonly likeCount: number }
  readonly organicMetrics?: { readonly likeCount: number } | null
}

/** Sends one query, and resolves with what is wrong with its answer, if anything is. */
export const ask = async (
  { posts }: Pick<Machines, 'posts'>,
  url: string | undefined,
  ids: readonly string[],
  fields = PUBLIC,
): Promise<string | undefined> => {
  const response = await postJson(`${url}/graphql`, {
    query: `{ posts(ids: ${JSON.stringify(ids)}) { id ${fields} } }`,
  })
  const { data, errors } = (await response.json()) as Answer
  const likesOf = (id: string | undefined): number | undefined =>
    posts.get(id ?? '')?.numbers.organic.likes
  if (errors !== undefined) return JSON.stringify(errors[0])
  const wrong = ids.find((id, index) => {
    const found = data?.posts?.[index]
    const isRight = found?.id === id && found.publicMetrics.likeCount >= (likesOf(id) ?? 0)
    return !isRight || (fields === PRIVATE && found.organicMetrics?.likeCount !== likesOf(id))
  })
  return wrong && `post ${wrong} is wrong`
}

const PER_QUERY = 10
const PER_LARGE_QUERY = 25
const QUERIES = 300
const WARM_UP = 20

/** The ids of a query. Each of a thousand posts is in three of 300 queries, which go to different gateways. */
const idsOf = (ids: readonly string[], index: number, count: number): readonly string[] => {
  const start = (index * count) % ids.length
  return ids.slice(start, start + count)
}

/** Queries for five seconds at a steady rate, each for posts that no other requests. */
const STEADY = { queries: 1000, perSecond: 200 }

export const measureLoads = async (machines: Machines): Promise<readonly Measured[]> => {
  const { urls, ids, takeCalls } = machines
  const measure = async (
    load: string,
    some: readonly string[],
    run: (send: Send) => Promise<readonly (string | undefined)[]>,
    { fields, count = PER_QUERY }: { readonly fields?: string; readonly count?: number } = {},
  ): Promise<Measured> => {
    takeCalls()
    const answers = await run((index) =>
      ask(machines, urls[index % urls.length], idsOf(some, index, count), fields),
    )
    // Calls that nobody waits for.
    await setTimeout(1000)
    const calls = takeCalls()
    return {
      load,
      calls: calls.length,
      posts: postsIn(calls),
      wrong: answers.flatMap((problem) => problem ?? []),
    }
  }
  const indexes = Array.from({ length: QUERIES }, (_, index) => index)
  const burst = (send: Send) => Promise.all(indexes.map(send))
  const waves = async (send: Send) => {
    const answers: (string | undefined)[] = []
    for (let wave = 0; wave < QUERIES; wave += 30) {
      answers.push(...(await Promise.all(indexes.slice(wave, wave + 30).map(send))))
    }
    return answers
  }
  const steadily = async (send: Send) => {
    const answers: ReturnType<Send>[] = []
    const started = performance.now()
    for (let index = 0; index < STEADY.queries; index++) {
      const due = (index * 1000) / STEADY.perSecond - (performance.now() - started)
      if (due > 0) await setTimeout(due)
      answers.push(send(index))
    }
    return Promise.all(answers)
  }
  const range = (thousand: number, thousands = 1): readonly string[] =>
    ids.slice(thousand * 1000, (thousand + thousands) * 1000)
  // Each process connects to X and Redis, and has its code compiled. The loads begin with empty caches, not with new processes.
  // Workers get the connections of concurrent requests in turn.
  const spare = ids.slice(-PER_QUERY * machines.processes)
  const everywhere = Array.from({ length: machines.processes * 2 }, (_, index) => index)
  for (let round = 0; round < WARM_UP; round++) {
    await Promise.all(
      everywhere.map((index) =>
        ask(machines, urls[index % urls.length], idsOf(spare, index, PER_QUERY)),
      ),
    )
  }
  return [
    await measure('burst', range(0), burst),
    await measure('burst again', range(0), burst),
    await measure('waves', range(1), waves),
    await measure('burst, private', range(2), burst, { fields: PRIVATE }),
    await measure('waves, private', range(3), waves, { fields: PRIVATE }),
    await measure('steady', range(4, 10), steadily),
    await measure('steady, large', range(14, 25), steadily, { count: PER_LARGE_QUERY }),
  ]
}
