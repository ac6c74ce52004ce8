// Suggestions for writers of Community Notes about a post.
//
// @see https://docs.x.com/x-api/community-notes/introduction

import { listOf, type ResolvedLink, resolvedLink } from '../x/post-details.ts'
import type { MediaNote, NoteSuggestion } from '../x/types.ts'
import { builder } from './builder.ts'
import { UrlEntityRef } from './entities.ts'
import { Post, xField } from './post.ts'

const SourceLink = builder.objectRef<ResolvedLink>('SourceLink').implement({
  description: 'A link that is suggested as a source for a note.',
  fields: (t) => ({
    url: t.exposeString('url', { nullable: false, description: 'The address.' }),
    count: t.expose('count', {
      type: 'SafeInt',
      description: 'How often it was suggested; null where X does not count.',
    }),
    entity: t.expose('entity', {
      type: UrlEntityRef,
      description: 'What X knows of the page. Null when X sends the address only.',
    }),
  }),
})

const MatchedMediaNote = builder.objectRef<MediaNote>('MatchedMediaNote').implement({
  description: 'A note about media that a post shows as well.',
  fields: (t) => ({
    noteId: t.exposeID('note_id', { description: 'The id of the note.' }),
    matchStatus: t.exposeString('match_status', {
      description: 'The status in X’s words, such as `matched_and_shown`.',
    }),
  }),
})

const NoteRequestSuggestion = builder.objectRef<NoteSuggestion>('NoteRequestSuggestion').implement({
  description: 'The text of a request for a Community Note.',
  fields: (t) => ({
    suggestionId: t.exposeID('suggestion_id', { description: 'Its id.' }),
    suggestion: t.exposeString('suggestion', { description: 'The text.' }),
    sourceLink: t.field({
      type: SourceLink,
      description: 'The source that it names.',
      resolve: ({ source_link }) => (source_link ? resolvedLink(source_link) : null),
    }),
  }),
})

builder.objectFields(Post, (t) => ({
  matchedMediaNotes: t.field({
    type: [MatchedMediaNote],
    ...xField('matched_media_notes', 'Community Notes about its media.'),
    resolve: ({ post }) => listOf(post.tweet.matched_media_notes),
  }),
  noteRequestSuggestions: t.field({
    type: [NoteRequestSuggestion],
    ...xField('note_request_suggestions', 'Suggestions of users who requested a Community Note.'),
    resolve: ({ post }) => listOf(post.tweet.note_request_suggestions),
  }),
  suggestedSourceLinks: t.field({
    type: [SourceLink],
    ...xField(
      'suggested_source_links',
      'Links that users suggest as sources for a Community Note. `suggestedSourceLinksWithCounts` also has the number of users.',
    ),
    resolve: ({ post }) => post.tweet.suggested_source_links?.map((link) => resolvedLink(link)),
  }),
  suggestedSourceLinksWithCounts: t.field({
    type: [SourceLink],
    ...xField(
      'suggested_source_links_with_counts',
      '`suggestedSourceLinks`, each with the number of users who suggest it.',
    ),
    resolve: ({ post }) =>
      listOf(post.tweet.suggested_source_links_with_counts)?.flatMap(({ url, count }) =>
        url ? [resolvedLink(url, count ?? null)] : [],
      ),
  }),
}))
