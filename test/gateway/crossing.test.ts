// No private number crosses a caller. Every private number of this world carries its owner; callers of all kinds ask for
// the same posts at the same moments, while accounts come and go and tokens end, and every byte that they are sent is
// searched for numbers that are not theirs.

import { describe, expect, it } from 'vitest'

import { createSandbox, type Fault, type Manners, type Sandbox } from '../../src/sandbox/index.ts'
import { createRandom, type Random } from '../../src/sandbox/world/random.ts'
import { ownersIn, send, type Way } from '../helpers/asking.ts'
import {
  type Caller,
  createRights,
  createSession,
  createTokenHolder,
  type Session,
  THROUGH_PROXY,
} from '../helpers/callers.ts'
import { createTestGateway, temporary } from '../helpers/gateway.ts'
import { createMarkedWorld } from '../helpers/marked-world.ts'
import { hasRedis, NEEDS_REDIS, startRedis } from '../helpers/redis.ts'
import { DAY, NOW } from '../sandbox/helpers/ask.ts'

const KEY = 'the key of this gateway, not to be guessed'
const SECRET = 'a secret that two gateways share and nobody else knows'
const TOKEN_LIFE_MS = 7_200_000

const ACCOUNTS = 6
const STEPS = 18
/** Between two steps: both caches keep it, one, or none; and the last of them is a token's life. */
const STEPS_MS = [0, 0, 500, 5000, 20_000, 40_000, 70_000, TOKEN_LIFE_MS, TOKEN_LIFE_MS]
/** After half of them so much more: of about half of the posts private numbers are shown only if they are kept. */
const MUCH_LATER_MS = 7 * DAY

/** Of the newest posts at first. X serves those of 90 days, and so some of the world's are too old much later. */
const AGE_MS = 76 * DAY
const QUERIES = 24
const PLENTY = { app: 1_000_000, user: 1_000_000 }

const POST_PARTS = [
  'publicMetrics { likeCount retweetCount impressionCount }',
  'nonPublicMetrics { engagements urlLinkClicks userProfileClicks asOf }',
  'organicMetrics { likeCount urlLinkClicks userProfileClicks asOf }',
  'promotedMetrics { impressionCount urlLinkClicks }',
  `media { mediaKey ... on Video { publicMetrics { viewCount } nonPublicMetrics { playback0Count asOf }
    organicMetrics { playback25Count } promotedMetrics { playback50Count } } }`,
  'referencedPosts { post { id publicMetrics { likeCount } } }',
  'referencedPosts { post { id organicMetrics { urlLinkClicks } media { mediaKey } } }',
  'unavailableMetrics { variant reason }',
  'author { username }',
  `privateHistory: metricsHistory(variant: ORGANIC, since: "${new Date(NOW - DAY).toISOString()}") { at userProfileClicks }`,
  `privateChange: metricsChange(variant: NON_PUBLIC, since: "${new Date(NOW).toISOString()}") { until urlLinkClicks }`,
]

const LISTED = 'query ($ids: [PostID!]!) { posts(ids: $ids)'

/** Always the same few, so that what was written for one caller could be sent to another. */
const documentsOf = (random: Random, accounts: readonly string[]): readonly string[] => [
  ...accounts.map(
    (id) => `${LISTED} { id } user(id: "${id}") { posts(first: 30) { nodes { id
      ${POST_PARTS[2]} ${POST_PARTS[4]} } } } }`,
  ),
  `query ($ids: [PostID!]!) { posts(ids: $ids) { id } viewer { accounts { user { id }
    posts(first: 30) { nodes { ${POST_PARTS[1]} ${POST_PARTS[3]} promotedShare } } } } }`,
  ...[0, 4, 5, 9].map((part) => `${LISTED} { id ${POST_PARTS[0]} ${POST_PARTS[part]} } }`),
  `query ($ids: [PostID!]!) { privateMetrics(ids: $ids) { data { tweetId tweet { likeCount impressionCount }
    video { playback0Count playback100Count } } } }`,
  `query ($ids: [PostID!]!) { viewer { accounts { user { id } } } posts(ids: $ids) { ${POST_PARTS[2]} } }`,
  ...Array.from({ length: 9 }, () => {
    const some = (): string => POST_PARTS.filter(() => random.next() < 0.4).join(' ')
    return `${LISTED} { id ${some()} } twice: posts(ids: $ids) { ${some()} id } }`
  }),
]

/** Is there a place for what is somebody's alone, be it taken or not? */
const PLACES =
  /"(?:nonPublic|organic|promoted|private)Metrics":|"private(?:History|Change)":|"viewer":/

interface Scenario {
  readonly manners: Manners
  readonly isKeyed: boolean
  readonly redis?: boolean
  readonly faults?: boolean
}

const FAULTS: readonly Fault[] = [
  { kind: 'reset' },
  { kind: 'delay', ms: 5, jitterMs: 5 },
  { kind: 'half-body' },
  { kind: 'html' },
  { kind: 'refuse', as: 'unavailable' },
  { kind: 'refuse', as: 'rate-limited', rateLimitHeaders: true },
  { kind: 'refuse', as: 'unauthorized' },
  { kind: 'hydration-failure', field: 'organic_metrics' },
]

/** Of ten lookups one meets one of them. */
const armFaults = (x: Sandbox, random: Random): void => {
  for (const fault of FAULTS) {
    x.fault({
      ...fault,
      when: ({ path }) => path.endsWith('/tweets') && random.next() < 0.1 / FAULTS.length,
    })
  }
}

/** One after another to the end, in one order for one seed. */
const run = async ({ manners, isKeyed, redis: isShared = false, faults = false }: Scenario) => {
  const random = createRandom(20_261_121)
  const clock = { time: NOW }
  const now = (): number => clock.time
  const world = createMarkedWorld({ seed: 1, now: NOW - AGE_MS, accounts: ACCOUNTS, rounds: 2 })
  await using redis = isShared ? await startRedis() : undefined
  await using x = await createSandbox({
    seed: world,
    now,
    manners,
    limits: {
      'GET /2/tweets': PLENTY,
      'GET /2/users/:id/tweets': PLENTY,
      'GET /2/users/me': PLENTY,
    },
  })
  using directory = temporary()
  const start = () =>
    createTestGateway({
      on: x,
      asX: true,
      now,
      environment: {
        CACHE_TTL_SECONDS: '60',
        PRIVATE_CACHE_TTL_SECONDS: '30',
        DATA_DIR: directory.path,
        GATEWAY_SECRET: SECRET,
        ARCHIVE: 'on',
        ...(isKeyed && { GATEWAY_KEY: KEY }),
        ...(redis && { REDIS_URL: redis.url }),
      },
    })
  await using one = await start()
  await using other = await start()
  const gateways = [one.url, other.url]
  const [owner = '', first = '', second = '', third = '', fourth = ''] = world.accounts
  const session = (name: string) => createSession(name, gateways, world.accounts)
  const sessions = ['of one', 'of two ways', 'of two', 'of the owner', 'that comes and goes'].map(
    session,
  )
  const [ofOne, ofTwoWays, ofTwo, ofOwner] = sessions as [Session, Session, Session, Session]
  await Promise.all([
    ofOne.logIn(first, 'oauth2'),
    ofTwoWays.logIn(first, 'oauth1').then(() => ofTwoWays.logIn(second, 'oauth2')),
    ofTwo.logIn(second, 'oauth2').then(() => ofTwo.logIn(third, 'oauth2')),
    ofOwner.logIn(owner, 'oauth2'),
  ])
  const key = { authorization: `Bearer ${KEY}` }
  const holders = [
    await createTokenHolder('with a token', x, first),
    await createTokenHolder('with another token', x, fourth),
  ]
  const callers: readonly Caller[] = [
    ...sessions,
    ...holders,
    { name: 'with the key', rights: createRights(owner), headers: () => (isKeyed ? key : {}) },
    { name: 'anybody', rights: createRights(), headers: () => THROUGH_PROXY },
    {
      name: 'another site with a session’s cookie',
      rights: createRights(),
      headers: () => ({ ...ofOne.headers(), 'sec-fetch-site': 'cross-site' }),
    },
  ]
  if (faults) armFaults(x, random)

  const documents = documentsOf(random, [owner, first])
  const ids = [...world.posts.keys()]
  const breaches: string[] = []
  const seen = new Map(callers.map(({ name }) => [name, 0]))
  let kept = 0
  let ofEarlier = 0
  const query = async (
    caller: Caller,
    document: string,
    some: readonly string[],
  ): Promise<void> => {
    const way = random.pick<Way>(['post', 'get', 'hash'])
    const url = random.pick(gateways)
    const [answer, rights] = await caller.rights.during(() =>
      send(url, caller.headers(), way, document, { ids: some }),
    )
    const owners = ownersIn(world, answer.text)
    if (answer.text.includes('"asOf":"')) ofEarlier += 1
    seen.set(caller.name, (seen.get(caller.name) ?? 0) + owners.length)
    for (const each of owners) {
      if (!rights.has(each))
        breaches.push(`${caller.name} was shown what is ${each}’s: ${document}`)
    }
    const mayBeKept = way !== 'post' && answer.kept !== 'no-store'
    if (mayBeKept && (PLACES.test(answer.text) || owners.length > 0)) {
      breaches.push(`${caller.name} got what others may keep (${answer.kept}): ${document}`)
    }
    if (mayBeKept) kept += 1
  }

  for (let step = 0; step < STEPS; step++) {
    const later = step === STEPS / 2 ? MUCH_LATER_MS : random.pick(STEPS_MS)
    clock.time += later
    // The same few by all: what can be shared will be.
    const hot = Array.from({ length: 14 }, () => random.pick(ids))
    const two = [random.pick(documents), random.pick(documents)]
    const queries = Array.from({ length: QUERIES }, () =>
      query(
        random.pick(callers),
        random.pick(two),
        hot.slice(random.between(0, 6), random.between(7, hot.length)),
      ),
    )
    // Tokens that end are refreshed, but for those that somebody holds.
    const changing = later >= TOKEN_LIFE_MS ? holders : [random.pick(callers)]
    await Promise.all([...queries, ...changing.map((each) => each.change?.(random))])
  }
  return { breaches, seen, kept, ofEarlier }
}

const expectNoCrossing = async (scenario: Scenario): Promise<void> => {
  const { breaches, seen, kept, ofEarlier } = await run(scenario)
  expect(breaches).toEqual([])
  // It can be told apart from a gateway that shows nothing, or has nothing kept.
  const shown = PRIVILEGED.filter((name) => seen.get(name) !== 0)
  if (scenario.faults) expect(shown).not.toEqual([])
  else expect(shown).toEqual(PRIVILEGED)
  expect(kept).toBeGreaterThan(0)
  expect(ofEarlier).toBeGreaterThan(0)
}

const PRIVILEGED = [
  'of one',
  'of two ways',
  'of two',
  'of the owner',
  'with a token',
  'with the key',
]

describe.each<Manners>(['current', 'classic'])(
  'with %s manners, nobody is shown what is another’s',
  (manners) => {
    it.each([
      ['with a key', true],
      ['without a key', false],
    ])('%s', (_, isKeyed) => expectNoCrossing({ manners, isKeyed }))

    it.runIf(hasRedis)(`by two gateways that share a Redis${NEEDS_REDIS}`, () =>
      expectNoCrossing({ manners, isKeyed: true, redis: true }),
    )

    it('while X fails', () => expectNoCrossing({ manners, isKeyed: false, faults: true }))
  },
)
