// What the gateway is asked in the trial of answers, and whether what it says is what X said.

const COUNTS = 'retweetCount replyCount likeCount'
const QUARTILES = 'playback0Count playback25Count playback50Count playback75Count playback100Count'
const CONTEXT = `impressionCount urlLinkClicks userProfileClicks ${COUNTS}`
const PUBLIC = `publicMetrics { ${COUNTS} quoteCount bookmarkCount impressionCount retweetsAndQuotesCount }`
const LINKS = 'start end url expandedUrl displayUrl unwoundUrl title description mediaKey'
const ENTITIES = `urls { ${LINKS} } mentions { start end username } hashtags { start end tag } cashtags { start end tag } annotations { start end probability type normalizedText }`
const USER =
  'id name username description location url createdAt profileImageUrl protected verified verifiedType publicMetrics { followersCount followingCount postCount listedCount likeCount mediaCount }'

/** GraphQL for a list of ids. */
export const QUESTIONS: readonly string[] = [
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
    id text ${PUBLIC} referencedPosts { type id post { id text ${PUBLIC} author { ${USER} } } }
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

export interface GatewayAnswer {
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

/** All that X said in its answers, by the id or key of what it is about. */
export const saidIn = (bodies: readonly Buffer[]): ReadonlyMap<unknown, readonly Wire[]> => {
  const said = new Map<unknown, Wire[]>()
  const note = (thing: Wire): void => {
    for (const name of new Set([thing.id, thing.media_key])) {
      if (name === undefined) continue
      const things = said.get(name)
      if (things === undefined) said.set(name, [thing])
      else things.push(thing)
    }
  }
  for (const body of bodies) {
    let read: unknown
    try {
      read = JSON.parse(body.toString())
    } catch {
      continue
    }
    if (!isWire(read)) continue
    for (const post of objects(read.data)) note(post)
    if (isWire(read.data)) note(read.data)
    for (const list of isWire(read.includes) ? Object.values(read.includes) : []) {
      for (const thing of objects(list)) note(thing)
    }
  }
  return said
}

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  publicMetrics: ['public_metrics'],
  nonPublicMetrics: ['non_public_metrics'],
  organicMetrics: ['organic_metrics'],
  promotedMetrics: ['promoted_metrics'],
  // Twitter Labs': both in one.
  tweet: ['public_metrics', 'non_public_metrics'],
}

/** X's name for a count, in either dialect. */
const namesOf = (count: string): readonly string[] => {
  const name = count
    .replace(/([a-z])([A-Z0-9])/g, '$1_$2')
    .replace(/([0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
  if (name === 'retweet_count') return [name, 'repost_count']
  return name === 'post_count' ? [name, 'tweet_count'] : [name]
}

const isSaid = (
  things: readonly Wire[],
  groups: readonly string[],
  count: string,
  shown: unknown,
) =>
  things.some((thing) =>
    groups.some((name) => {
      const group = thing[name]
      if (!isWire(group)) return false
      if (count !== 'retweetsAndQuotesCount') {
        return namesOf(count).some((each) => Object.is(group[each], shown) || group[each] === shown)
      }
      const { retweet_count, repost_count = retweet_count, quote_count } = group
      return (
        typeof repost_count === 'number' &&
        typeof quote_count === 'number' &&
        repost_count + quote_count === shown
      )
    }),
  )

/** A sentence for each number in it that X did not say of that very thing. */
export const inventedIn = (
  shown: unknown,
  said: ReadonlyMap<unknown, readonly Wire[]>,
): readonly string[] => {
  if (Array.isArray(shown)) return shown.flatMap((each) => inventedIn(each, said))
  if (!isWire(shown)) return []
  const id = shown.tweetId ?? shown.mediaKey ?? shown.id
  const things = said.get(id) ?? []
  const wrong: string[] = []
  for (const [key, value] of Object.entries(shown)) {
    const groups = GROUPS[key]
    if (groups !== undefined && isWire(value)) {
      for (const [count, number] of Object.entries(value)) {
        if (number !== null && !isSaid(things, groups, count, number)) {
          wrong.push(`${key}.${count} of ${id} is ${number}`)
        }
      }
    } else if (key === 'text' && typeof id === 'string' && value !== null) {
      if (!things.some(({ text }) => text === value)) wrong.push(`the text of ${id} is "${value}"`)
    } else wrong.push(...inventedIn(value, said))
  }
  return wrong
}

/** What is wrong with the form of an answer: no data, no code, an id in another's place. */
export const faultsOf = (
  { data, errors = [] }: GatewayAnswer,
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
      if (post.id !== id) faults.push(`${post.id} is in the place of ${id}`)
    } else if (!errors.some(({ path }) => path?.[0] === 'posts' && path[1] === index)) {
      faults.push(`nothing is said of ${id}`)
    }
  }
  if (posts.length !== ids.length) faults.push(`${posts.length} posts for ${ids.length} ids`)
  return faults
}
