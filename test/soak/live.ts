// A thousand subscribers to the same hundred posts for a minute, asked for every five seconds: half of them follow what
// everybody sees, half what only the author does. One more comes with a token of its own, which dies in the middle. It
// fails when one claim is broken.
//
//   npm run load:live
//   node test/soak/live.ts --subscribers 1000 --seconds 60

import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { startGateway } from '../../bench/lib/contenders.ts'
import { positive } from '../../bench/lib/numbers.ts'
import { pinThisProcess, wait } from '../../bench/lib/processes.ts'
import { createSandbox, type WorldPost } from '../../sandbox/index.ts'
import { credentialsOf } from '../kit/gateway.ts'
import { logIn } from '../kit/sandbox/login.ts'
import { type Subscriber, subscribe } from './lib/live-client.ts'
import { memoryOf } from './lib/live-memory.ts'

const { values } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '60' },
  },
})
const count = positive('--subscribers', values.subscribers)
const seconds = positive('--seconds', values.seconds)

const EVERY = 5
const POSTS = 100
/** Of them change between two askings. */
const CHANGING = 10
const STOP_MS = 1000
const OTHER = '1289001122334455808'
/** Between the first interval and the last. */
const MOST_GROWTH = 1.1

pinThisProcess()
const x = await createSandbox({ limits: '2026' })
const posts = x.world.posts as Map<string, WorldPost>
for (const [id, post] of posts) posts.set(id, { ...post, frozen: true })
const of = (author: string): string[] =>
  [...posts.values()]
    .filter(
      ({ authorId, createdAt, references }) =>
        authorId === author && createdAt < Date.now() && references.length === 0,
    )
    .sort((one, other) => other.createdAt - one.createdAt)
    .map(({ id }) => id)
const ids = of(x.credentials.userId).slice(0, POSTS)
const otherIds = of(OTHER).slice(0, 5)

const gateway = await startGateway(x.url, {
  preload: fileURLToPath(new URL('lib/soak-live.ts', import.meta.url)),
  environment: { X_WEB_URL: x.url, ...credentialsOf(x), LIVE_LEAST_SECONDS: String(EVERY) },
})
const url = `http://127.0.0.1:${gateway.port}`
const bodyOf = (wanted: readonly string[], selection: string): string =>
  JSON.stringify({
    query: `subscription Trial($ids: [PostID!]!) { postMetrics(ids: $ids, every: ${EVERY}) {
      posts { id publicMetrics { likeCount impressionCount } ${selection} } lost { id code } at every cursor } }`,
    variables: { ids: wanted },
  })
const open = bodyOf(ids, '')
const owned = bodyOf(
  ids,
  'organicMetrics { likeCount impressionCount } unavailableMetrics { reason }',
)

const toNextAsking = (): Promise<void> =>
  wait(EVERY * 1000 - (Date.now() % (EVERY * 1000)) + (EVERY * 1000) / 2)
const until = async (fits: () => boolean): Promise<boolean> => {
  for (let time = 0; time < 200 && !fits(); time++) await wait(50)
  return fits()
}

const before = await memoryOf(gateway)
const subscribers = Array.from({ length: count }, (_, index) =>
  subscribe(url, index % 2 === 0 ? open : owned),
)
const token = await logIn(x, OTHER)
const stranger = { 'x-user-token': token, 'x-forwarded-for': '203.0.113.7' }
const dying = subscribe(url, bodyOf(otherIds, 'organicMetrics { likeCount }'), stranger)
const everybodyIsThere = await until(() =>
  [...subscribers, dying].every(({ messages }) => messages.length > 0),
)

// From here on, in the middle between two askings each time.
await toNextAsking()
const atFirst = await memoryOf(gateway)
const cpu = gateway.cpuSeconds()
const asked = x.requests.length
const rounds = Math.floor(seconds / EVERY)
const expected: string[][] = [ids]
let next = 0
for (let round = 0; round < rounds; round++) {
  const changing = Array.from({ length: CHANGING }, () => {
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
  await toNextAsking()
}
const cpuMs = ((gateway.cpuSeconds() - cpu) * 1000) / rounds
const atLast = await memoryOf(gateway)
const since = x.requests.slice(asked)
const calls = since.filter(({ query }) => (query.ids ?? '').includes(ids[0] as string))
const strangers = since.filter(({ query }) => (query.ids ?? '').includes(otherIds[0] as string))

const stopped = performance.now()
const ended = gateway.stop()
await until(() => subscribers.every(({ closedAt }) => closedAt !== undefined))
const closing = Math.max(...subscribers.map(({ closedAt = Number.NaN }) => closedAt)) - stopped
await ended
await x.close()

const truth = new Map(
  ids.map((id) => {
    const { organic, promoted } = (posts.get(id) as WorldPost).numbers
    return [id, organic.likes + (promoted?.likes ?? 0)]
  }),
)
const missed = (subscriber: Subscriber): string[] => {
  const told = JSON.stringify(subscriber.messages)
  const wrong = ids.filter((id) => subscriber.likes.get(id) !== truth.get(id))
  return [
    ...(told === JSON.stringify(expected)
      ? []
      : [
          `${subscriber.messages.length} messages, of ${subscriber.messages.map((each) => each.length)} posts`,
        ]),
    ...wrong.map(
      (id) => `post ${id} has ${truth.get(id)} likes, and not ${subscriber.likes.get(id)}`,
    ),
  ]
}
const perSubscriber = ((atFirst - before) * 2 ** 20) / (count + 1)
const growth = atLast / atFirst

process.stdout.write(
  [
    `${count} subscribers to ${ids.length} posts, every ${EVERY} s, ${rounds} times`,
    `X was asked ${calls.length} times for them: ${(calls.length / rounds).toFixed(2)} calls an interval`,
    `CPU of the gateway: ${cpuMs.toFixed(1)} ms an interval, ${((cpuMs * 1000) / count).toFixed(1)} µs a subscriber`,
    `live memory in MB: ${before.toFixed(1)} before, ${atFirst.toFixed(1)} with all of them, ${atLast.toFixed(1)} at the end; ${(perSubscriber / 1024).toFixed(1)} KB a subscriber, socket included`,
    `closed ${closing.toFixed(0)} ms after it was told to stop`,
    '',
    '',
  ].join('\n'),
)

const claims: readonly (readonly [string, readonly string[]])[] = [
  ['all were told of all posts at first', everybodyIsThere ? [] : ['not within ten seconds']],
  [
    'X is asked once an interval',
    calls.length === rounds ? [] : [`${calls.length} calls in ${rounds} intervals`],
  ],
  ['every subscriber was told of every change, and of nothing else', subscribers.flatMap(missed)],
  [
    'private numbers were shown to those who asked for them',
    subscribers.flatMap(({ private: shown }, index) =>
      shown.size === (index % 2 === 0 ? 0 : ids.length) ? [] : [`${shown.size} posts`],
    ),
  ],
  [
    'whose token has died was told so, and X was not asked for it any more',
    dying.errors.join() === 'UNAUTHENTICATED' &&
    dying.completedAt !== undefined &&
    strangers.length < rounds
      ? []
      : [`errors: ${dying.errors}; ${strangers.length} calls`],
  ],
  [
    `memory is bounded: ${((growth - 1) * 100).toFixed(1)} % more at the end`,
    growth <= MOST_GROWTH ? [] : [`at most ${((MOST_GROWTH - 1) * 100).toFixed(0)} %`],
  ],
  [
    `all streams ended without "complete" within ${STOP_MS} ms`,
    [
      ...(closing <= STOP_MS ? [] : [`${closing.toFixed(0)} ms`]),
      ...subscribers.flatMap(({ completedAt }) =>
        completedAt === undefined ? [] : ['one was completed'],
      ),
    ],
  ],
]
for (const [claim, against] of claims) {
  const shown = against.slice(0, 10).map((each) => `       ${each}\n`)
  process.stdout.write(`${against.length === 0 ? 'holds ' : 'BROKEN'} ${claim}\n${shown.join('')}`)
  if (against.length > 0) process.exitCode = 1
}
process.exit()
