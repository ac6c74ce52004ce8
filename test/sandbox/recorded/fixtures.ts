// What was recorded of the real X, reduced to shapes: who asked for what and when, how the answer was
// made, and how its posts, users and media hang together. No recorded id, word or number is kept.

import { readFileSync } from 'node:fs'

export interface RecordedPost {
  /** Index of its shape. */
  readonly shape: number
  /** Days before the recording; ancient ids carry no time. */
  readonly age?: number
  readonly ancient?: boolean
  /** Indexes of users, media and other posts; -1 is something that the answer does not hold. */
  readonly author?: number
  readonly replyTo?: number
  readonly references?: readonly (readonly ['retweeted' | 'quoted' | 'replied_to', number])[]
  readonly media?: readonly number[]
  readonly poll?: number
  readonly place?: number
  readonly mentions?: readonly number[]
  readonly versions?: readonly number[]
  /** Whether its link clicks are counted. */
  readonly clicks?: boolean
}

export interface RecordedMedia {
  readonly shape: number
  readonly type: 'photo' | 'video' | 'animated_gif'
  readonly foreign?: boolean
}

/** What was asked for: a post of the fixture, or one that cannot be given, or no id at all. */
export type Asked = number | 'missing' | 'suspended' | 'refused' | (string & {})

export interface Fixture {
  readonly recording: string
  readonly at: string
  readonly as: 'app' | 'owner' | 'other'
  readonly path: 'one' | 'many' | 'me'
  /** Recorded at another endpoint, whose posts are replayed through the lookup. */
  readonly endpoint?: string
  /** The source kept the answer but not the request, which is told by the answer's keys. */
  readonly guessed?: boolean
  readonly query: number
  readonly status: number
  /** A body that is not JSON. */
  readonly text?: string
  readonly top?: readonly string[]
  readonly asked?: readonly Asked[] | number
  readonly data?: readonly number[]
  readonly posts?: readonly RecordedPost[]
  readonly users?: readonly number[]
  readonly media?: readonly RecordedMedia[]
  readonly polls?: readonly number[]
  readonly places?: readonly number[]
  /** Included posts. */
  readonly tweets?: readonly number[]
  /** Indexes of error kinds, in their order. */
  readonly errors?: readonly number[]
}

interface Fixtures {
  readonly shapes: readonly string[]
  readonly queries: readonly string[]
  /** `title|detail or message|last segment of type|keys`, numbers as # and value lists cut off. */
  readonly kinds: readonly string[]
  readonly fixtures: readonly Fixture[]
}

const file = new URL('fixtures.json', import.meta.url)

const recorded: Fixtures = JSON.parse(readFileSync(file, 'utf8'))

export const { queries, kinds, fixtures } = recorded

export const shapeText = (index: number): string => recorded.shapes[index] ?? '?'

/** The same reduction for an answer of ours. */
export const kindOf = (problem: Readonly<Record<string, unknown>>): string => {
  const reduce = (text: unknown): string =>
    String(text ?? '')
      .replace(/is not one of \[.*/s, 'is not one of …')
      .replace(/\d{5,}/g, '#')
  if ('message' in problem) {
    return ['', reduce(problem.message), '', Object.keys(problem.parameters ?? {}).join('+')].join(
      '|',
    )
  }
  const type = String(problem.type).split('/').at(-1)
  return [problem.title, reduce(problem.detail), type, Object.keys(problem).sort().join('+')].join(
    '|',
  )
}
