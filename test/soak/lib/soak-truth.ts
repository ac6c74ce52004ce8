// An answer, held against the world: every number is the true one, private ones are seen by their owners only, and for
// whatever is missing there is a code or a reason.

import { eraOf } from '../../../sandbox/era.ts'
import type { WorldMedia, WorldPost } from '../../../sandbox/index.ts'
import * as metrics from '../../../sandbox/metrics.ts'
import { ownersIn } from '../../kit/asking.ts'
import type { MarkedWorld } from '../../kit/marked-world.ts'

export interface Verdict {
  /** Codes of errors, of notices and reasons; none when everything is there. */
  readonly said: ReadonlySet<string>
  /** What should never be. */
  readonly wrongs: readonly string[]
}

export interface Circumstances {
  /** What was asked for, in that order. */
  readonly ids: readonly string[]
  /** Whose private numbers whoever asked may be shown. */
  readonly rights: ReadonlySet<string>
  /** Those are connected, and stay so. */
  readonly steady: boolean
}

interface Answer {
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

interface Paged {
  readonly posts?: { readonly nodes: readonly (Shown | null)[] } | null
}

/** Those of a user, and those of whoever asks. */
const pagesIn = (
  data: Readonly<Record<string, unknown>>,
): readonly (readonly (Shown | null)[])[] => {
  const { user, viewer } = data as {
    readonly user?: Paged | null
    readonly viewer?: { readonly accounts: readonly Paged[] }
  }
  return [user, ...(viewer?.accounts ?? [])].flatMap((each) =>
    each?.posts ? [each.posts.nodes] : [],
  )
}

const isInOrder = (ids: readonly string[]): boolean =>
  ids.every((id, index) => index === 0 || BigInt(id) < BigInt(ids[index - 1] ?? ''))

export const createJudge = (world: MarkedWorld, now: number) => {
  const era = eraOf(now)

  const truthOfPost = (post: WorldPost, group: Group): object | undefined =>
    ({
      publicMetrics: () => metrics.publicMetrics(post, world, now, era),
      nonPublicMetrics: () => metrics.nonPublicMetrics(post, now, era),
      organicMetrics: () => metrics.organicMetrics(post, now),
      promotedMetrics: () => metrics.promotedMetrics(post, now),
    })[group]()

  const truthOfMedia = (media: WorldMedia, group: Group): object | undefined =>
    ({
      publicMetrics: metrics.mediaPublicMetrics,
      nonPublicMetrics: metrics.mediaNonPublicMetrics,
      organicMetrics: metrics.mediaOrganicMetrics,
      promotedMetrics: metrics.mediaPromotedMetrics,
    })[group](media, now)

  return (text: string, { ids, rights, steady }: Circumstances): Verdict => {
    const said = new Set<string>()
    const wrongs: string[] = []
    let answer: Answer
    try {
      answer = JSON.parse(text)
    } catch {
      return { said, wrongs: [`what came is not JSON: ${text.slice(0, 100)}`] }
    }
    const { data, errors = [], extensions } = answer
    const codeAt = new Map<string, string>()
    for (const { message, path = [], extensions } of errors) {
      const code = extensions?.code ?? 'no code'
      said.add(code)
      codeAt.set(path.join('.'), code)
      if (code === 'no code' || code === 'INTERNAL_SERVER_ERROR') wrongs.push(`${code}: ${message}`)
    }
    const incomplete = new Set<string>()
    for (const { code, postIds } of extensions?.notices ?? []) {
      said.add(code)
      if (code === 'INCOMPLETE') for (const id of postIds) incomplete.add(id)
    }
    for (const owner of ownersIn(world, text)) {
      if (!rights.has(owner)) wrongs.push(`what is ${owner}’s was shown to somebody else`)
    }

    const compare = (where: string, shown: Counts, truth: object | undefined): void => {
      for (const [name, value] of Object.entries(shown)) {
        const right = (truth as Counts | undefined)?.[wireName(name)] ?? null
        if (value !== right) wrongs.push(`${where}.${name} is ${value}, and not ${right}`)
      }
    }

    /** Why a group is not there: the sandbox would show it, so there is a reason that fits. */
    const judgeAbsence = (shown: Shown, post: WorldPost, group: Group): void => {
      const reasons = (shown.unavailableMetrics ?? []) as { variant: string; reason: string }[]
      const reason = reasons.find(({ variant }) => variant === VARIANTS[group])?.reason
      const isRepost = post.references.some(({ type }) => type === 'retweeted')
      if (reason === undefined && incomplete.has(post.id)) return
      said.add(reason ?? 'no reason')
      const fits =
        {
          NOT_PROMOTED: group === 'promotedMetrics' && post.numbers.promoted === undefined,
          REPOST: isRepost,
          NOT_OWNER: !(steady && rights.has(post.authorId)),
          USER_CONTEXT_REQUIRED: !(steady && rights.size > 0),
          RECONNECT_NEEDED: true,
          REFUSED: true,
        }[reason ?? ''] ?? false
      if (!fits) wrongs.push(`${post.id}.${group} is not there, for ${reason ?? 'no reason'}`)
    }

    const judgePost = (shown: Shown, isWhole: boolean): void => {
      const post = world.posts.get(shown.id)
      if (post === undefined) {
        wrongs.push(`${shown.id} is no post`)
        return
      }
      const { author } = shown as { author?: { id: string } | null }
      if (author && author.id !== post.authorId) wrongs.push(`${shown.id} is not ${author.id}’s`)
      for (const group of GROUPS) {
        const counts = shown[group] as Counts | null | undefined
        if (counts) compare(`${shown.id}.${group}`, counts, truthOfPost(post, group))
        else if (counts === null && isWhole) judgeAbsence(shown, post, group)
      }
      for (const media of (shown.media ?? []) as Shown[]) {
        const known = world.media.get(String(media.mediaKey))
        if (known === undefined || !post.mediaKeys.includes(known.key)) {
          wrongs.push(`${shown.id} has no medium ${media.mediaKey}`)
          continue
        }
        for (const group of GROUPS) {
          const counts = media[group] as Counts | null | undefined
          // X gives all or nothing; a quartile of what it does not give is null.
          if (counts) compare(`${known.key}.${group}`, counts, truthOfMedia(known, group))
        }
      }
      for (const { post: other } of (shown.referencedPosts ?? []) as { post: Shown | null }[]) {
        if (other) judgePost(other, false)
      }
    }

    if (!data) {
      if (errors.length === 0) wrongs.push(`neither data nor errors: ${text.slice(0, 100)}`)
      return { said, wrongs }
    }
    for (const page of pagesIn(data)) {
      const shown = page.filter((each) => each !== null)
      for (const each of shown) judgePost(each, true)
      if (!isInOrder(shown.map(({ id }) => id))) wrongs.push('a page is not newest first')
    }
    const posts = (data.posts ?? []) as (Shown | null)[]
    for (const [index, shown] of posts.entries()) {
      const id = ids[index] ?? ''
      if (shown !== null) {
        if (shown.id !== id) wrongs.push(`${shown.id} stands where ${id} should`)
        judgePost(shown, true)
        continue
      }
      const code = codeAt.get(`posts.${index}`)
      if (code === undefined) wrongs.push(`${id} is null without an error`)
      if (code === 'POST_NOT_FOUND' && world.posts.has(id))
        wrongs.push(`${id} was said not to exist`)
    }
    if (data.posts !== undefined && posts.length !== ids.length) wrongs.push('posts are missing')
    return { said, wrongs }
  }
}
