// The queries of the response fuzz test, and checks that the gateway returns only what X returned.

const COUNTS = 'retweetCount replyCount likeCount'
const QUARTILES = 'playback0Count playback25Count playback50Count playback75Count playback100Count'
const CONTEXT = `impressionCount urlLinkClicks userProfileClicks ${COUNTS}`
const PUBLIC = `publicMetrics { ${COUNTS} quoteCount bookmarkCount impressionCount retweetsAndQuotesCount }`
const LINKS = 'start end url expandedUrl displayUrl unwoundUrl title description mediaKey'
const ENTITIES = `urls { ${LINKS} } mentions { start end username } hashtags { start end tag } cashtags { start end tag } annotations { start end probability type normalizedText }`
const USER =
  'id name username description location url createdAt profileImageUrl protected verified verifiedType publicMetrics { followersCount followingCount postCount listedCount likeCount mediaCount }'

/** Queries with the variable `$ids`. */
export const QUERIES: readonly string[] = [
  `query ($ids: [PostID!]!) { posts(ids: $ids) { id text ${PUBLIC} } }`,
  `query ($ids: [PostID!]!) { posts(ids: $ids) {
    id text createdAt lang source possiblySensitive replySettings conversationId editHistoryIds
    editControls { isEditEligible editableUntil editsRemaining }
    note { text entities { ${ENTITIES} } } entities { ${ENTITIES} }
    contextAnnotations { domain { id name description } entity { id name description } }
    withheld { copyright countryCodes scope } ${PUBLIC}
  } }`,
  `query ($ids: [PostID!]!) { posts(ids: $ids) {
    id text ${PUBLIC} author { ${USER} entities { url { ${LINKS} } description { ${ENTITIES} } } }
    inReplyToUser { id username }
    media { mediaKey type width height altText
      ... on Photo { url }
      ... on Video { durationMs previewImageUrl variants { bitRate contentType url } publicMetrics { viewCount } }
      ... on AnimatedGif { previewImageUrl publicMetrics { viewCount } } }
    polls { id options { position label votes } durationMinutes endsAt votingStatus }
    geo { coordinates { longitude latitude } place { id fullName name country countryCode placeType boundingBox containedWithin } }
  } }`,
  `query ($ids: [PostID!]!) { posts(ids: $ids) {
    id text ${PUBLIC} referencedPosts { type postId post { id text ${PUBLIC} author { ${USER} } } }
  } }`,
  `query ($ids: [PostID!]!) { posts(ids: $ids) {
    id text ${PUBLIC} nonPublicMetrics { impressionCount urlLinkClicks userProfileClicks engagements }
    organicMetrics { ${CONTEXT} } promotedMetrics { ${CONTEXT} }
    unavailableMetrics { variant reason message }
    media { mediaKey ... on Video { publicMetrics { viewCount } nonPublicMetrics { ${QUARTILES} }
      organicMetrics { viewCount ${QUARTILES} } } }
  } }`,
  `query ($ids: [PostID!]!) { posts(ids: $ids) {
    id text ${PUBLIC} organicMetrics { ${CONTEXT} } conversation { id ${PUBLIC} } editHistory { id ${PUBLIC} }
  } }`,
  `query ($ids: [PostID!]!) { privateMetrics(ids: $ids) {
    data { tweetId tweet { likeCount retweetCount quoteCount replyCount impressionCount }
      video { mediaKey viewCount ${QUARTILES} } }
    errors { value detail type title }
  } }`,
]

export interface GatewayResponse {
  readonly data?: Record<string, unknown> | null
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions?: { readonly code?: string }
  }[]
}

type Wire = Readonly<Record<string, unknown>>

const isWire = (value: unknown): value is Wire =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const objects = (value: unknown): readonly Wire[] =>
  Array.isArray(value) ? value.filter(isWire) : []

/** All objects in X's responses, by id or media key. */
export const indexResponses = (
  bodies: readonly Buffer[],
): ReadonlyMap<unknown, readonly Wire[]> => {
  const index = new Map<unknown, Wire[]>()
  const add = (object: Wire): void => {
    for (const name of new Set([object.id, object.media_key])) {
      if (name === undefined) continue
      const known = index.get(name)
      if (known === undefined) index.set(name, [object])
      else known.push(object)
    }
  }
  for (const body of bodies) {
    let parsed: unknown
    try {
      parsed = JSON.parse(body.toString())
    } catch {
      continue
    }
    if (!isWire(parsed)) continue
    for (const post of objects(parsed.data)) add(post)
    if (isWire(parsed.data)) add(parsed.data)
    for (const list of isWire(parsed.includes) ? Object.values(parsed.includes) : []) {
      for (const object of objects(list)) add(object)
    }
  }
  return index
}

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  publicMetrics: ['public_metrics'],
  nonPublicMetrics: ['non_public_metrics'],
  organicMetrics: ['organic_metrics'],
  promotedMetrics: ['promoted_metrics'],
  // Twitter Labs' format combines both.
  tweet: ['public_metrics', 'non_public_metrics'],
}

/** X's names for a metric, in both naming schemes. */
const wireNames = (count: string): readonly string[] => {
  const name = count
    .replace(/([a-z])([A-Z0-9])/g, '$1_$2')
    .replace(/([0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
  if (name === 'retweet_count') return [name, 'repost_count']
  return name === 'post_count' ? [name, 'tweet_count'] : [name]
}

const isReturnedByX = (
  objects: readonly Wire[],
  groups: readonly string[],
  count: string,
  value: unknown,
) =>
  objects.some((object) =>
    groups.some((name) => {
      const group = object[name]
      if (!isWire(group)) return false
      if (count !== 'retweetsAndQuotesCount') {
        return wireNames(count).some(
          (each) => Object.is(group[each], value) || group[each] === value,
        )
      }
      const { retweet_count, repost_count = retweet_count, quote_count } = group
      return (
        typeof repost_count === 'number' &&
        typeof quote_count === 'number' &&
        repost_count + quote_count === value
      )
    }),
  )

/** Describes each value in a response that X did not return for the same object. */
export const findInvented = (
  value: unknown,
  known: ReadonlyMap<unknown, readonly Wire[]>,
): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((each) => findInvented(each, known))
  if (!isWire(value)) return []
  const id = value.tweetId ?? value.mediaKey ?? value.id
  const objects = known.get(id) ?? []
  const wrong: string[] = []
  for (const [key, field] of Object.entries(value)) {
    const groups = GROUPS[key]
    if (groups !== undefined && isWire(field)) {
      for (const [count, number] of Object.entries(field)) {
        if (number !== null && !isReturnedByX(objects, groups, count, number)) {
          wrong.push(`${key}.${count} of ${id} is ${number}`)
        }
      }
    } else if (key === 'text' && typeof id === 'string' && field !== null) {
      if (!objects.some(({ text }) => text === field)) wrong.push(`the text of ${id} is "${field}"`)
    } else wrong.push(...findInvented(field, known))
  }
  return wrong
}

/** Describes format errors: no data, errors without a code, posts in the wrong place. */
export const checkFormat = (
  { data, errors = [] }: GatewayResponse,
  ids: readonly string[],
): readonly string[] => {
  const faults: string[] = []
  for (const { message, extensions } of errors) {
    if (extensions?.code === undefined) faults.push(`no code: ${message}`)
    if (extensions?.code === 'INTERNAL_SERVER_ERROR') faults.push('INTERNAL_SERVER_ERROR')
    if (extensions?.code === 'GRAPHQL_VALIDATION_FAILED') faults.push(message)
  }
  const posts = data?.posts
  if (posts === undefined) {
    if (data?.privateMetrics === undefined && errors.length === 0) faults.push('no data, no error')
    return faults
  }
  if (!Array.isArray(posts)) return [...faults, 'no list of posts']
  for (const [index, id] of ids.entries()) {
    const post: unknown = posts[index]
    if (isWire(post)) {
      if (post.id !== id) faults.push(`${post.id} is at the position of ${id}`)
    } else if (!errors.some(({ path }) => path?.[0] === 'posts' && path[1] === index)) {
      faults.push(`${id} has neither a post nor an error`)
    }
  }
  if (posts.length !== ids.length) faults.push(`${posts.length} posts for ${ids.length} ids`)
  return faults
}
