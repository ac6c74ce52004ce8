// Runs 1,000 subscribers to the same 100 posts for a minute, with an interval of five seconds: half of them select public
// metrics, half private ones. One more subscriber has a token of its own, which is revoked halfway. Exits with 1 if a claim
// fails.
//
//   npm run load:live
//   node test/soak/live.ts --subscribers 1000 --seconds 60

import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { startGateway } from '../../bench/lib/contenders.ts'
import { pinThisProcess, wait } from '../../bench/lib/processes.ts'
import { parsePositive } from '../../bench/lib/statistics.ts'
import { createSandbox, type WorldPost } from '../../sandbox/index.ts'
import { credentialsOf } from '../kit/gateway.ts'
import { logIn } from '../kit/sandbox/login.ts'
import { type Subscriber, subscribe } from './lib/live-client.ts'
import { liveMemory } from './lib/live-memory.ts'
import { printClaims } from './lib/report.ts'

const { values } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '60' },
  },
})
const count = parsePositive('--subscribers', values.subscribers)
const seconds = parsePositive('--seconds', values.seconds)

const EVERY = 5
const POSTS = 100
/** Posts that change per interval. */
const CHANGES_PER_INTERVAL = 10
const STOP_MS = 1000
const OTHER = '1289001122334455808'
/** The allowed growth of live memory from the first interval to the last. */
const MAX_GROWTH = 1.1

pinThisProcess()
const x = await createSandbox({ limits: '2026' })
const posts = x.world.posts as Map<string, WorldPost>
for (const [id, post] of posts) posts.set(id, { ...post, frozen: true })
const postsOf = (author: string): string[] =>
  [...posts.values()]
    .filter(
      ({ authorId, createdAt, references }) =>
        authorId === author && createdAt < Date.now() && references.length === 0,
    )
    .sort((one, other) => other.createdAt - one.createdAt)
    .map(({ id }) => id)
const ids = postsOf(x.credentials.userId).slice(0, POSTS)
const otherIds = postsOf(OTHER).slice(0, 5)

const gateway = await startGateway(x.url, {
  preload: fileURLToPath(new URL('lib/soak-live.ts', import.meta.url)),
  environment: { X_WEB_URL: x.url, ...credentialsOf(x), LIVE_LEAST_SECONDS: String(EVERY) },
})
const url = `http://127.0.0.1:${gateway.port}`
const subscriptionBody = (requested: readonly string[], selection: string): string =>
  JSON.stringify({
    query: `subscription Soak($ids: [PostID!]!) { postMetrics(ids: $ids, every: ${EVERY}) {
      posts { id publicMetrics { likeCount impressionCount } ${selection} } lost { postId code } at every cursor } }`,
    variables: { ids: requested },
  })
const publicBody = subscriptionBody(ids, '')
const privateBody = subscriptionBody(
  ids,
  'organicMetrics { likeCount impressionCount } unavailableMetrics { reason }',
)

const waitForNextInterval = (): Promise<void> =>
  wait(EVERY * 1000 - (Date.now() % (EVERY * 1000)) + (EVERY * 1000) / 2)
const waitUntil = async (condition: () => boolean): Promise<boolean> => {
  for (let time = 0; time < 200 && !condition(); time++) await wait(50)
  return condition()
}

const memoryBefore = await liveMemory(gateway)
const subscribers = Array.from({ length: count }, (_, index) =>
  subscribe(url, index % 2 === 0 ? publicBody : privateBody),
)
const token = await logIn(x, OTHER)
const tokenHeaders = { 'x-user-token': token, 'x-forwarded-for': '203.0.113.7' }
const revoked = subscribe(
  url,
  subscriptionBody(otherIds, 'organicMetrics { likeCount }'),
  tokenHeaders,
)
const allReceivedPosts = await waitUntil(() =>
  [...subscribers, revoked].every(({ messages }) => messages.length > 0),
)

// All following measurements are taken halfway between two polls.
await waitForNextInterval()
const memoryAtStart = await liveMemory(gateway)
const cpu = gateway.cpuSeconds()
const requestsBefore = x.requests.length
const rounds = Math.floor(seconds / EVERY)
const expected: string[][] = [ids]
let next = 0
for (let round = 0; round < rounds; round++) {
  const changing = Array.from({ length: CHANGES_PER_INTERVAL }, () => {
    const id = ids[next % ids.length] as string
    next += 1
    return id
  })
  for (const id of changing) {
    const post = posts.get(id) as WorldPost
    const { organic } = post.numbers
    posts.set(id, {
      ...post,
      numbers: { ...post.numbers, organic: { ...organic, likes: organic.likes + 1 } },
    })
  }
  expected.push(ids.filter((id) => changing.includes(id)))
  if (round === Math.floor(rounds / 2)) {
    await fetch(`${x.url}/2/oauth2/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token, client_id: x.credentials.publicClientId }),
    })
  }
  await waitForNextInterval()
}
const cpuMs = ((gateway.cpuSeconds() - cpu) * 1000) / rounds
const memoryAtEnd = await liveMemory(gateway)
const requests = x.requests.slice(requestsBefore)
const calls = requests.filter(({ query }) => (query.ids ?? '').includes(ids[0] as string))
const revokedCalls = requests.filter(({ query }) =>
  (query.ids ?? '').includes(otherIds[0] as string),
)

const stopped = performance.now()
const exited = gateway.stop()
await waitUntil(() => subscribers.every(({ closedAt }) => closedAt !== undefined))
const closing = Math.max(...subscribers.map(({ closedAt = Number.NaN }) => closedAt)) - stopped
await exited
await x.close()

const expectedLikes = new Map(
  ids.map((id) => {
    const { organic, promoted } = (posts.get(id) as WorldPost).numbers
    return [id, organic.likes + (promoted?.likes ?? 0)]
  }),
)
const findErrors = (subscriber: Subscriber): string[] => {
  const received = JSON.stringify(subscriber.messages)
  const wrong = ids.filter((id) => subscriber.likes.get(id) !== expectedLikes.get(id))
  return [
    ...(received === JSON.stringify(expected)
      ? []
      : [
          `${subscriber.messages.length} messages, of ${subscriber.messages.map((each) => each.length)} posts`,
        ]),
    ...wrong.map(
      (id) => `post ${id} has ${expectedLikes.get(id)} likes, and not ${subscriber.likes.get(id)}`,
    ),
  ]
}
const perSubscriber = ((memoryAtStart - memoryBefore) * 2 ** 20) / (count + 1)
const growth = memoryAtEnd / memoryAtStart

process.stdout.write(
  [
    `${count} subscribers to ${ids.length} posts, every ${EVERY} s, ${rounds} times`,
    `${calls.length} calls to X: ${(calls.length / rounds).toFixed(2)} per interval`,
    `CPU of the gateway: ${cpuMs.toFixed(1)} ms per interval, ${((cpuMs * 1000) / count).toFixed(1)} µs per subscriber`,
    `live memory in MB: ${memoryBefore.toFixed(1)} before, ${memoryAtStart.toFixed(1)} with all subscribers, ${memoryAtEnd.toFixed(1)} at the end; ${(perSubscriber / 1024).toFixed(1)} KB per subscriber, including the socket`,
    `closed ${closing.toFixed(0)} ms after the stop signal`,
    '',
    '',
  ].join('\n'),
)

printClaims([
  [
    'the first message contains all posts',
    allReceivedPosts ? [] : ['not received within ten seconds'],
  ],
  [
    'X is called once per interval',
    calls.length === rounds ? [] : [`${calls.length} calls in ${rounds} intervals`],
  ],
  ['every subscriber received every change, and nothing else', subscribers.flatMap(findErrors)],
  [
    'private metrics were sent exactly to the subscribers that select them',
    subscribers.flatMap(({ private: shown }, index) =>
      shown.size === (index % 2 === 0 ? 0 : ids.length) ? [] : [`${shown.size} posts`],
    ),
  ],
  [
    'the subscription with the revoked token ended with an error, and its calls to X stopped',
    revoked.errors.join() === 'UNAUTHENTICATED' &&
    revoked.completedAt !== undefined &&
    revokedCalls.length < rounds
      ? []
      : [`errors: ${revoked.errors}; ${revokedCalls.length} calls`],
  ],
  [
    `memory is bounded: ${((growth - 1) * 100).toFixed(1)} % growth`,
    growth <= MAX_GROWTH ? [] : [`at most ${((MAX_GROWTH - 1) * 100).toFixed(0)} %`],
  ],
  [
    `all streams ended without "complete" within ${STOP_MS} ms`,
    [
      ...(closing <= STOP_MS ? [] : [`${closing.toFixed(0)} ms`]),
      ...subscribers.flatMap(({ completedAt }) =>
        completedAt === undefined ? [] : ['a stream was completed'],
      ),
    ],
  ],
])
process.exit()
