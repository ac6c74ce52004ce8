// X's problems, word for word, except that ids are names (`post 0`) and `type` is the last part of the link.

import { expect } from 'vitest'

export type Problem = Readonly<Record<string, unknown>>

type ProblemsOf = (id: string) => readonly Problem[]

/** Problems of 2020 have no `resource_id`. */
export const notFoundIn2020 =
  (parameter: string): ProblemsOf =>
  (id) => [
    {
      detail: `Could not find tweet with ${parameter}: [${id}].`,
      parameter,
      resource_type: 'tweet',
      title: 'Not Found Error',
      type: 'resource-not-found',
      value: id,
    },
  ]

export const notFound =
  (parameter: string): ProblemsOf =>
  (id) =>
    notFoundIn2020(parameter)(id).map((problem) => ({ ...problem, resource_id: id }))

export const notVisibleIn2020 =
  (parameter: string): ProblemsOf =>
  (id) => [
    {
      detail: `Sorry, you are not authorized to see the Tweet with ${parameter}: [${id}].`,
      parameter,
      resource_type: 'tweet',
      section: 'data',
      title: 'Authorization Error',
      type: 'not-authorized-for-resource',
      value: id,
    },
  ]

const fieldsOf = (group: string, names: readonly string[]): string[] =>
  names.map((name) => `${group}.${name}`)

const CONTEXT = [
  'impression_count',
  'like_count',
  'reply_count',
  'retweet_count',
  'url_link_clicks',
  'user_profile_clicks',
]

const NON_PUBLIC = ['impression_count', 'url_link_clicks', 'user_profile_clicks']

export const NON_PUBLIC_FIELDS = fieldsOf('non_public_metrics', NON_PUBLIC)

export const ALL_PRIVATE_FIELDS = [
  ...NON_PUBLIC_FIELDS,
  ...fieldsOf('organic_metrics', CONTEXT),
  ...fieldsOf('promoted_metrics', CONTEXT),
]

/** The problems of another user's post. */
export const notOwned =
  (parameter: string, fields: readonly string[], section = 'data'): ProblemsOf =>
  (id) =>
    fields.map((field) => ({
      detail: `Sorry, you are not authorized to access '${field}' on the Tweet with ${parameter} : [${id}].`,
      field,
      parameter,
      resource_id: id,
      resource_type: 'tweet',
      section,
      title: 'Field Authorization Error',
      type: 'not-authorized-for-field',
      value: id,
    }))

const disallowed =
  (fields: readonly string[], why: string): ProblemsOf =>
  (id) =>
    fields.map((field) => ({
      detail: `The '${field}' field cannot be queried for ${why}.`,
      resource_id: id,
      resource_type: 'tweet',
      section: 'data',
      title: 'Disallowed Resource',
      type: 'disallowed-resource',
    }))

export const neverPromoted = disallowed(
  fieldsOf(
    'promoted_metrics',
    CONTEXT.filter((name) => name !== 'url_link_clicks'),
  ),
  'Posts that have not been promoted',
)

export const tooOld = disallowed(
  [
    ...fieldsOf('organic_metrics', CONTEXT),
    ...fieldsOf('promoted_metrics', CONTEXT),
    ...fieldsOf('non_public_metrics', ['engagements', ...NON_PUBLIC]),
  ],
  'Tweets older than 30 days',
)

/** A 400 without the lists of "is not one of [a,b]", which X has extended since. */
export const invalidRequest = (
  ...mistakes: readonly (readonly [message: string, parameters: Problem])[]
): Problem => ({
  detail: 'One or more parameters to your request was invalid.',
  errors: mistakes.map(([message, parameters]) => ({ message, parameters })),
  title: 'Invalid Request',
  type: 'invalid-request',
})

const LISTS = [
  'tweet.fields',
  'media.fields',
  'poll.fields',
  'place.fields',
  'user.fields',
  'expansions',
]

export const unknownDummies = LISTS.map(
  (name) =>
    [
      `The \`${name}\` query parameter value [dummy] is not one of […]`,
      { [name]: ['dummy'] },
    ] as const,
)

export const unknownParameter = [
  'The query parameter [dummy] is not one of […]',
  { dummy: ['value'] },
] as const

/** In 2020 X returned all ids as one string; the sandbox returns a list. */
export const ANY_LIST: unknown = expect.any(Array)

export const unauthorized: Problem = {
  detail: 'Unauthorized',
  status: 401,
  title: 'Unauthorized',
  type: 'about:blank',
}

const ANY_TEXT: unknown = expect.any(String)

/** X has changed some texts since, but not the keys and the title. */
export const clientForbiddenIn2020: Problem = {
  client_id: ANY_TEXT,
  detail: ANY_TEXT,
  reason: 'client-not-enrolled',
  registration_url: ANY_TEXT,
  required_enrollment: ANY_TEXT,
  title: 'Client Forbidden',
  type: 'client-forbidden',
}
