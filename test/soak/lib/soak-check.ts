// Checks a response against the sandbox's data: every metric must be correct, private metrics must belong to the caller, and
// every missing value must have a code or a reason.

import { eraOf } from '../../../sandbox/era.ts'
import type { WorldMedia, WorldPost } from '../../../sandbox/index.ts'
import * as mediaMetrics from '../../../sandbox/media-metrics.ts'
import * as metrics from '../../../sandbox/metrics.ts'
import type { MarkedWorld } from '../../kit/marked-world.ts'
import { privateDataOwners } from '../../kit/transports.ts'

export interface Verdict {
  /** The codes of errors and notices, and the reasons for missing metrics. */
  readonly reasons: ReadonlySet<string>
  /** Descriptions of what is wrong. */
  readonly errors: readonly string[]
}

export interface Circumstances {
  /** The requested ids, in order. */
  readonly ids: readonly string[]
  /** Accounts whose private metrics the caller may receive. */
  readonly rights: ReadonlySet<string>
  /** Whether the caller's accounts stay connected. */
  readonly steady: boolean
}

interface GatewayResponse {
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions?: { readonly code?: string }
  }[]
  readonly extensions?: {
    readonly notices?: readonly { readonly code: string; readonly postIds: readonly string[] }[]
  }
}

type Shown = Readonly<Record<string, unknown>> & { readonly id: string }
type Counts = Readonly<Record<string, number | null>>

const VARIANTS = {
  publicMetrics: 'PUBLIC',
  nonPublicMetrics: 'NON_PUBLIC',
  organicMetrics: 'ORGANIC',
  promotedMetrics: 'PROMOTED',
} as const

type Group = keyof typeof VARIANTS

const GROUPS = Object.keys(VARIANTS) as Group[]

/** `playback0Count` is `playback_0_count`. */
const wireName = (name: string): string =>
  name.replace(/[A-Z]|\d+/g, (part) => `_${part.toLowerCase()}`)

interface WithPosts {
  readonly posts?: { readonly nodes: readonly (Shown | null)[] } | null
}

/** The pages of a user's posts and of the viewer's posts. */
const listPages = (
  data: Readonly<Record<string, unknown>>,
): readonly (readonly (Shown | null)[])[] => {
  const { user, viewer } = data as {
    readonly user?: WithPosts | null
    readonly viewer?: { readonly accounts: readonly WithPosts[] }
  }
  return [user, ...(viewer?.accounts ?? [])].flatMap((each) =>
    each?.posts ? [each.posts.nodes] : [],
  )
}

const isInOrder = (ids: readonly string[]): boolean =>
  ids.every((id, index) => index === 0 || BigInt(id) < BigInt(ids[index - 1] ?? ''))

export const createChecker = (world: MarkedWorld, now: number) => {
  const era = eraOf(now)

  const expectedPostMetrics = (post: WorldPost, group: Group): object | undefined =>
    ({
      publicMetrics: () => metrics.publicMetrics(post, world, now, era),
      nonPublicMetrics: () => metrics.nonPublicMetrics(post, world, now, era),
      organicMetrics: () => metrics.organicMetrics(post, world, now),
      promotedMetrics: () => metrics.promotedMetrics(post, world, now),
    })[group]()

  const expectedMediaMetrics = (media: WorldMedia, group: Group): object | undefined =>
    ({
      publicMetrics: mediaMetrics.mediaPublicMetrics,
      nonPublicMetrics: mediaMetrics.mediaNonPublicMetrics,
      organicMetrics: mediaMetrics.mediaOrganicMetrics,
      promotedMetrics: mediaMetrics.mediaPromotedMetrics,
    })[group](media, world, now)

  return (text: string, { ids, rights, steady }: Circumstances): Verdict => {
    const reasons = new Set<string>()
    const errors: string[] = []
    let response: GatewayResponse
    try {
      response = JSON.parse(text)
    } catch {
      return { reasons, errors: [`the response is not JSON: ${text.slice(0, 100)}`] }
    }
    const { data, errors: responseErrors = [], extensions } = response
    const codeAt = new Map<string, string>()
    for (const { message, path = [], extensions } of responseErrors) {
      const code = extensions?.code ?? 'no code'
      reasons.add(code)
      codeAt.set(path.join('.'), code)
      if (code === 'no code' || code === 'INTERNAL_SERVER_ERROR') errors.push(`${code}: ${message}`)
    }
    const incomplete = new Set<string>()
    for (const { code, postIds } of extensions?.notices ?? []) {
      reasons.add(code)
      if (code === 'INCOMPLETE') for (const id of postIds) incomplete.add(id)
    }
    for (const owner of privateDataOwners(world, text)) {
      if (!rights.has(owner)) errors.push(`private data of ${owner} was returned to another caller`)
    }

    const compare = (where: string, shown: Counts, expected: object | undefined): void => {
      for (const [name, value] of Object.entries(shown)) {
        const expectedValue = (expected as Counts | undefined)?.[wireName(name)] ?? null
        if (value !== expectedValue)
          errors.push(`${where}.${name} is ${value} instead of ${expectedValue}`)
      }
    }

    /** Checks that a missing group has a plausible reason. */
    const checkMissing = (shown: Shown, post: WorldPost, group: Group): void => {
      const unavailable = (shown.unavailableMetrics ?? []) as { variant: string; reason: string }[]
      const reason = unavailable.find(({ variant }) => variant === VARIANTS[group])?.reason
      const isRepost = post.references.some(({ type }) => type === 'retweeted')
      if (reason === undefined && incomplete.has(post.id)) return
      reasons.add(reason ?? 'no reason')
      const isPlausible =
        {
          NOT_PROMOTED: group === 'promotedMetrics' && post.numbers.promoted === undefined,
          REPOST: isRepost,
          NOT_OWNER: !(steady && rights.has(post.authorId)),
          USER_CONTEXT_REQUIRED: !(steady && rights.size > 0),
          RECONNECT_NEEDED: true,
          REFUSED: true,
        }[reason ?? ''] ?? false
      if (!isPlausible) errors.push(`${post.id}.${group} is missing for ${reason ?? 'no reason'}`)
    }

    const checkPost = (shown: Shown, isWhole: boolean): void => {
      const post = world.posts.get(shown.id)
      if (post === undefined) {
        errors.push(`${shown.id} does not exist`)
        return
      }
      const { author } = shown as { author?: { id: string } | null }
      if (author && author.id !== post.authorId)
        errors.push(`the author of ${shown.id} is not ${author.id}`)
      for (const group of GROUPS) {
        const counts = shown[group] as Counts | null | undefined
        if (counts) compare(`${shown.id}.${group}`, counts, expectedPostMetrics(post, group))
        else if (counts === null && isWhole) checkMissing(shown, post, group)
      }
      for (const media of (shown.media ?? []) as Shown[]) {
        const known = world.media.get(String(media.mediaKey))
        if (known === undefined || !post.mediaKeys.includes(known.key)) {
          errors.push(`${shown.id} has no media ${media.mediaKey}`)
          continue
        }
        for (const group of GROUPS) {
          const counts = media[group] as Counts | null | undefined
          if (counts) compare(`${known.key}.${group}`, counts, expectedMediaMetrics(known, group))
        }
      }
      for (const { post: other } of (shown.referencedPosts ?? []) as { post: Shown | null }[]) {
        if (other) checkPost(other, false)
      }
    }

    if (!data) {
      if (responseErrors.length === 0) errors.push(`neither data nor errors: ${text.slice(0, 100)}`)
      return { reasons, errors }
    }
    for (const page of listPages(data)) {
      const shown = page.filter((each) => each !== null)
      for (const each of shown) checkPost(each, true)
      if (!isInOrder(shown.map(({ id }) => id))) errors.push('a page is not newest first')
    }
    const posts = (data.posts ?? []) as (Shown | null)[]
    for (const [index, shown] of posts.entries()) {
      const id = ids[index] ?? ''
      if (shown !== null) {
        if (shown.id !== id) errors.push(`${shown.id} is at the position of ${id}`)
        checkPost(shown, true)
        continue
      }
      const code = codeAt.get(`posts.${index}`)
      if (code === undefined) errors.push(`${id} is null without an error`)
      if (code === 'POST_NOT_FOUND' && world.posts.has(id))
        errors.push(`${id} exists, but has POST_NOT_FOUND`)
    }
    if (data.posts !== undefined && posts.length !== ids.length) errors.push('posts are missing')
    return { reasons, errors }
  }
}
