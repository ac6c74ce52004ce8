// For random worlds, callers and selections: a private metric that is selected is what the world shows to the caller, or
// it is null and has exactly one reason, which is true of the world. No reason is given for what is shown.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Manners, Sandbox, WorldMedia, WorldPost } from '../../sandbox/index.ts'
import { createSession, THROUGH_PROXY } from '../kit/callers.ts'
import {
  createTestGateway,
  type GraphQLResponse,
  literal,
  type TestGateway,
} from '../kit/gateway.ts'
import { DAY, NOW } from '../kit/sandbox/call.ts'

const VARIANTS = ['NON_PUBLIC', 'ORGANIC', 'PROMOTED'] as const

type Variant = (typeof VARIANTS)[number]

const FIELDS: Readonly<Record<Variant, { field: string; post: string; media: string }>> = {
  NON_PUBLIC: { field: 'nonPublicMetrics', post: 'impressionCount', media: 'playback0Count' },
  ORGANIC: { field: 'organicMetrics', post: 'likeCount', media: 'viewCount' },
  PROMOTED: { field: 'promotedMetrics', post: 'likeCount', media: 'viewCount' },
}

interface Selection {
  readonly post: readonly Variant[]
  readonly media: readonly Variant[]
}

const written = ({ post, media }: Selection): string => {
  const ofPost = post.map((each) => `${FIELDS[each].field} { ${FIELDS[each].post} }`)
  const ofMedia = media.map((each) => `${FIELDS[each].field} { ${FIELDS[each].media} }`)
  return `id ${ofPost.join(' ')} media { mediaKey ... on Video { mediaKey ${ofMedia.join(' ')} } }
    unavailableMetrics { variant reason message }`
}

/** The accounts of the caller, and whether X accepts their tokens. */
interface Rights {
  readonly connected: readonly string[]
  readonly isDead: boolean
}

const SERVED_FOR_MS = 90 * DAY

const isOld = ({ createdAt, noAgeLimit }: WorldPost | WorldMedia): boolean =>
  !noAgeLimit && NOW - createdAt > SERVED_FOR_MS

/** Why X does not show the caller a variant of the post; nothing when it does. */
const whyNot = (
  post: WorldPost,
  variant: Variant,
  { connected, isDead }: Rights,
): string | undefined => {
  if (connected.length === 0) return 'USER_CONTEXT_REQUIRED'
  if (!connected.includes(post.authorId)) return 'NOT_OWNER'
  if (isDead) return 'RECONNECT_NEEDED'
  if (post.references.some(({ type }) => type === 'retweeted')) return 'REPOST'
  if (isOld(post)) return 'EXPIRED'
  return variant === 'PROMOTED' && post.numbers.promoted === undefined ? 'NOT_PROMOTED' : undefined
}

/** A video that X omits from a visible post. */
const whyNoVideo = (post: WorldPost, videos: readonly WorldMedia[]): string | undefined => {
  if (videos.some(({ ownerId }) => ownerId !== post.authorId)) return 'NOT_OWNER'
  return videos.some(isOld) ? 'EXPIRED' : undefined
}

type Shown = Readonly<Record<string, unknown>> & {
  readonly id: string
  readonly media:
    | readonly (Readonly<Record<string, unknown>> & { readonly mediaKey: string })[]
    | null
  readonly unavailableMetrics: readonly { readonly variant: Variant; readonly reason: string }[]
}

/** Returns the statements about a post that contradict the world. */
const mistakesIn = (
  x: Sandbox,
  shown: Shown,
  selection: Selection,
  rights: Rights,
): readonly string[] => {
  const post = x.world.posts.get(shown.id)
  if (post === undefined) return ['not of the world']
  const mistakes: string[] = []
  for (const variant of VARIANTS) {
    const { field } = FIELDS[variant]
    const isSelected = selection.post.includes(variant)
    const isNull = isSelected && shown[field] === null
    const nulls = selection.media.includes(variant)
      ? (shown.media ?? []).flatMap((each) =>
          each[field] === null ? (x.world.media.get(each.mediaKey) ?? []) : [],
        )
      : []
    const expected = whyNot(post, variant, rights)
    if (isSelected && isNull !== (expected !== undefined))
      mistakes.push(`${variant} is ${shown[field]}`)
    const said = shown.unavailableMetrics.filter((each) => each.variant === variant)
    const wanted = isNull || nulls.length > 0 ? [expected ?? whyNoVideo(post, nulls)] : []
    const reasons = said.map(({ reason }) => reason)
    // Where both hold, either is true.
    const isEither = isOld(post) && wanted[0] === 'REPOST' && reasons.join() === 'EXPIRED'
    if (reasons.join() !== wanted.join() && !isEither) {
      mistakes.push(`${variant}: ${reasons} is said, and ${wanted} is so`)
    }
  }
  return mistakes
}

/** Compares the reasons in notices with those of the posts. */
const expectSameNotices = (
  { data, extensions }: GraphQLResponse,
  lists: readonly (readonly Shown[])[],
) => {
  const ofPosts = lists
    .flat()
    .flatMap(({ id, unavailableMetrics }) =>
      unavailableMetrics.map(({ variant, reason }) => `${reason} ${variant} ${id}`),
    )
  const ofNotices = (extensions.notices ?? [])
    .filter(({ variant }) => variant !== undefined)
    .flatMap(({ code, variant, postIds }) => postIds.map((id) => `${code} ${variant} ${id}`))
  expect(new Set(ofNotices), JSON.stringify(data)).toEqual(new Set(ofPosts))
}

const selection = fc.record({
  post: fc.subarray([...VARIANTS]),
  media: fc.subarray([...VARIANTS]),
})

const question = fc.record({
  one: selection,
  other: selection,
  picks: fc.array(fc.nat(10_000), { minLength: 1, maxLength: 40 }),
  author: fc.option(fc.nat(2)),
})

type Question = typeof question extends fc.Arbitrary<infer T> ? T : never

/** Prefers posts of accounts that can be connected, and posts with videos. */
const idsOf = ({ world }: Sandbox, picks: readonly number[]): string[] => {
  const posts = [...world.posts.values()].filter(({ createdAt }) => createdAt <= NOW)
  const own = posts.filter(({ authorId }) => world.accounts.includes(authorId))
  const films = own.filter(({ mediaKeys }) => mediaKeys.some((key) => key.startsWith('13_')))
  return picks.map((pick) => {
    const list = [posts, own, films][pick % 3] ?? posts
    return list[pick % list.length]?.id ?? ''
  })
}

const asked = (x: Sandbox, { one, other, picks, author }: Question): string => {
  const fields = (selected: Selection) => written(selected)
  if (author !== null) {
    const id = x.world.accounts[author]
    return `{ one: user(by: { id: "${id}" }) { posts(first: 60) { nodes { ${fields(one)} } } }
      other: user(by: { id: "${id}" }) { posts(first: 20) { nodes { ${fields(other)} } } } }`
  }
  const ids = literal(idsOf(x, picks))
  return `{ one: posts(ids: ${ids}) { ${fields(one)} } other: posts(ids: ${ids}) { ${fields(other)} } }`
}

const postsIn = (part: { posts?: { nodes: (Shown | null)[] } } | (Shown | null)[]): Shown[] =>
  (Array.isArray(part) ? part : (part.posts?.nodes ?? [])).filter((post) => post !== null)

const expectTrue = async (
  g: TestGateway,
  each: Question,
  headers: Readonly<Record<string, string>>,
  rights: Rights,
): Promise<void> => {
  const answer = await g.query(asked(g.x, each), {}, headers)
  const one = postsIn(answer.data.one)
  const other = postsIn(answer.data.other)
  const mistakes = [
    ...one.map((post) => [post, each.one] as const),
    ...other.map((post) => [post, each.other] as const),
  ].flatMap(([post, selected]) =>
    mistakesIn(g.x, post, selected, rights).map((mistake) => `${post.id} ${mistake}`),
  )
  expect(mistakes).toEqual([])
  expectSameNotices(answer, [one, other])
}

describe.each<Manners>(['current', 'classic'])('with %s manners', (manners) => {
  it('each private metric is shown, or null for one reason that is true', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1000 }),
        fc.subarray([0, 1, 2]),
        fc.boolean(),
        fc.boolean(),
        fc.array(question, { minLength: 2, maxLength: 4 }),
        async (seed, accounts, isCached, dies, questions) => {
          await using g = await createTestGateway({
            manners,
            seed,
            asX: true,
            environment: isCached
              ? { CACHE_TTL_SECONDS: '60', PRIVATE_CACHE_TTL_SECONDS: '30' }
              : {},
          })
          const connected = accounts.flatMap((index) => g.x.world.accounts[index] ?? [])
          const session = createSession('the caller', [g.url], connected)
          for (const account of connected) await session.logIn(account, 'oauth2')
          const headers = () => (connected.length === 0 ? THROUGH_PROXY : session.headers())
          for (const each of questions) {
            await expectTrue(g, each, headers(), { connected, isDead: false })
          }
          // Cached values may be served for a moment longer.
          if (!dies || isCached) return
          g.x.reset()
          for (const each of questions) {
            await expectTrue(g, each, headers(), { connected, isDead: true })
          }
        },
      ),
      { numRuns: 10, seed: 20_261_121, endOnFailure: true },
    )
  })
})
