// The rarer fields of posts and users: both of X's vocabularies, posts that come with others, and fields that X shows to
// some callers only.

import { describe, expect, it } from 'vitest'

import { createTestGateway } from '../kit/gateway.ts'
import { first, foreignPosts, ownPosts } from '../kit/sandbox/posts.ts'

const LINK = { start: 0, end: 9, url: 'https://a.example', title: 'A', status: 200 }
const LINK_ENTITY = { start: 0, url: 'https://a.example', title: 'A', status: 200 }

const COMMON = {
  id: '20',
  text: 'just setting up my twttr',
  author_id: '12',
  display_text_range: [0, 24],
  card_uri: 'card://1',
  community_id: '14',
  paid_partnership: true,
  scopes: { followers: true },
  media_metadata: [{ media_key: '3_1', title: 'T', description: 'D', alt_text: 'A' }],
  article: { title: 'T', preview_text: 'P', cover_media: '3_1', media_entities: ['3_1', '13_2'] },
  entities: { urls: [{ ...LINK, images: [{ url: 'https://i.example', width: 2, height: 1 }] }] },
}

const NOTE = { note_id: '5', match_status: 'matched_and_shown' }
const SUGGESTION = { suggestion_id: '6', suggestion: 'S' }

const CLASSIC = {
  ...COMMON,
  edit_history_tweet_ids: ['20'],
  note_tweet: { text: 'whole' },
  matched_media_notes: NOTE,
  note_request_suggestions: { ...SUGGESTION, source_link: LINK },
  suggested_source_links: [LINK],
  suggested_source_links_with_counts: { count: 3, url: LINK },
}

const NEW = {
  ...COMMON,
  edit_history_post_ids: ['20'],
  note_post: { text: 'whole' },
  matched_media_notes: [NOTE],
  note_request_suggestions: [{ ...SUGGESTION, source_link: LINK.url }],
  suggested_source_links: [LINK.url],
  suggested_source_links_with_counts: [{ count: 3, url: LINK.url }],
}

const QUERY = `{ post(id: 20) {
  displayTextRange { start end } cardUri communityId paidPartnership scopes { followers } note { text } editHistoryIds
  mediaMetadata { mediaKey title description altText }
  article { title previewText coverMedia { mediaKey altText } media { type } }
  entities { urls { status images { url width height } } }
  matchedMediaNotes { noteId matchStatus }
  noteRequestSuggestions { suggestionId suggestion sourceLink { ...Link } }
  suggestedSourceLinks { ...Link } suggestedSourceLinksWithCounts { ...Link }
} }
fragment Link on SourceLink { url count entity { start url title status } }`

describe.each([
  ['classic', CLASSIC, LINK_ENTITY],
  ['new', NEW, null],
])('a post in the %s vocabulary', (_, post, entity) => {
  it('has all fields', async () => {
    await using g = await createTestGateway()
    const media = [{ media_key: '3_1', type: 'photo', alt_text: 'Alt' }]
    const body = JSON.stringify({ data: [post], includes: { media } })
    g.x.fault({ kind: 'answer', body })
    const { data, errors } = await g.query(QUERY)
    expect(errors).toBeUndefined()
    const link = (count: number | null = null) => ({ url: LINK.url, count, entity })
    expect(data.post).toEqual({
      displayTextRange: { start: 0, end: 24 },
      cardUri: 'card://1',
      communityId: '14',
      paidPartnership: true,
      scopes: { followers: true },
      note: { text: 'whole' },
      editHistoryIds: ['20'],
      mediaMetadata: [{ mediaKey: '3_1', title: 'T', description: 'D', altText: 'A' }],
      article: {
        title: 'T',
        previewText: 'P',
        coverMedia: { mediaKey: '3_1', altText: 'Alt' },
        media: [{ type: 'photo' }, { type: 'video' }],
      },
      entities: {
        urls: [{ status: 200, images: [{ url: 'https://i.example', width: 2, height: 1 }] }],
      },
      matchedMediaNotes: [{ noteId: '5', matchStatus: 'matched_and_shown' }],
      noteRequestSuggestions: [{ suggestionId: '6', suggestion: 'S', sourceLink: link() }],
      suggestedSourceLinks: [link()],
      suggestedSourceLinksWithCounts: [link(3)],
    })
    const [request] = g.takeRequests()
    expect(request?.expansions).toBe('article.cover_media,article.media_entities')
  })
})

describe('posts that come with others', () => {
  it('all versions of an edited post come with one call', async () => {
    await using g = await createTestGateway()
    const { id, versions } = first(ownPosts(g.x), (post) => post.versions.length > 1)
    const { data } = await g.query(
      `{ post(id: "${id}") { text editHistory { id text publicMetrics { likeCount } } } }`,
    )
    expect(data.post.editHistory.map((each: { id: string }) => each.id)).toEqual(versions)
    expect(new Set(data.post.editHistory.map((each: { text: string }) => each.text)).size).toBe(
      versions.length,
    )
    expect(g.takeRequests()).toMatchObject([{ ids: [id], expansions: 'edit_history_tweet_ids' }])
  })

  it('the author of a version, and private metrics, are loaded by id', async () => {
    await using g = await createTestGateway()
    const { id, versions } = first(ownPosts(g.x), (post) => post.versions.length > 1)
    const selection = 'author { name } organicMetrics { likeCount }'
    const { data, errors } = await g.query(
      `{ post(id: "${id}") { ${selection} editHistory { id ${selection} } } }`,
    )
    expect(errors).toBeUndefined()
    expect(data.post.editHistory).toHaveLength(versions.length)
    const own = data.post.editHistory.find((each: { id: string }) => each.id === id)
    expect(own).toMatchObject({ organicMetrics: data.post.organicMetrics })
    const requests = g.takeRequests()
    expect(requests.map(({ expansions }) => expansions)).toEqual(['author_id', 'author_id'])
    expect(requests[1]?.ids).not.toContain(id)
  })

  it('the posts that media of others come from', async () => {
    await using g = await createTestGateway()
    const { id, authorId } = first(ownPosts(g.x), ({ mediaKeys, authorId: author }) =>
      mediaKeys.some((key) => g.x.world.media.get(key)?.ownerId !== author),
    )
    const { data } = await g.query(
      `{ post(id: "${id}") { mediaSourcePostIds mediaSourcePosts { id text } } }`,
    )
    const { mediaSourcePostIds: ids, mediaSourcePosts: posts } = data.post
    expect(ids.length).toBeGreaterThan(0)
    expect(posts.map((post: { id: string }) => post.id)).toEqual(ids)
    expect(authorId).toBeDefined()
    expect(g.takeRequests()).toMatchObject([{ expansions: 'attachments.media_source_tweet' }])
  })
})

describe('fields of users that X shows to some callers only', () => {
  const REFUSED = 'subscriptionType parody identityVerified verifiedFollowersCount'

  it('cost themselves only, with one notice each', async () => {
    await using g = await createTestGateway()
    const { authorId } = first(foreignPosts(g.x), () => true)
    const { data, errors, extensions } = await g.query(
      `{ users(ids: ["${authorId}", "2244994945"]) { name profileBannerUrl pinnedPostId mostRecentPostId ${REFUSED} } }`,
    )
    expect(errors).toBeUndefined()
    for (const user of data.users) {
      expect(user).toMatchObject({ name: expect.any(String), parody: null, subscriptionType: null })
      expect(user.mostRecentPostId).toMatch(/^\d+$/)
    }
    expect(
      extensions.notices?.map(({ code, message }) => `${code} ${message.slice(0, 24)}`),
    ).toEqual(
      [
        'FIELD_REFUSED X does not show `subscri',
        'FIELD_REFUSED X does not show `parody`',
        'FIELD_REFUSED X does not show `is_iden',
        'FIELD_REFUSED X does not show `verifie',
      ].sort(),
    )
    expect(extensions.upstream.calls).toBe(1)
  })

  it('of an author cost themselves only, when X names the user in its sentence', async () => {
    await using g = await createTestGateway()
    const body = JSON.stringify({
      data: [{ id: '20', text: 'a', author_id: '12', edit_history_tweet_ids: ['20'] }],
      includes: { users: [{ id: '12', name: 'jack', username: 'jack' }] },
      errors: [
        {
          title: 'Field Authorization Error',
          type: 'https://api.x.com/2/problems/not-authorized-for-field',
          detail: "Sorry, you are not authorized to access 'parody' on the user with id : [12].",
          field: 'parody',
        },
      ],
    })
    g.x.fault({ kind: 'answer', body })
    const query = '{ posts(ids: [20, 21]) { id author { name parody } } }'
    const { data, errors, extensions } = await g.query(query)
    expect(data.posts).toEqual([{ id: '20', author: { name: 'jack', parody: null } }, null])
    expect(errors).toMatchObject([{ path: ['posts', 1], extensions: { code: 'POST_NOT_FOUND' } }])
    expect(extensions.notices).toMatchObject([{ code: 'FIELD_REFUSED', postIds: ['20'] }])
  })
})
