// Every answer that was recorded of the real X, asked again of a sandbox whose clock is of that time and
// whose world was made for it: the same status, the same keys at every level, the same kinds of errors
// in the same number and order.

import { expect, it } from 'vitest'

import { createSandbox, type Sandbox } from '../../../src/sandbox/index.ts'
import { type Answered, ask } from '../helpers/ask.ts'
import { type Fixture, fixtures, kindOf, kinds, queries, shapeText } from './fixtures.ts'
import { shapeOf } from './shape.ts'
import { type MadeWorld, worldOf } from './world.ts'

/**
 * Where less than the whole was recorded, or not by the endpoints that the sandbox has: why, and so what
 * is compared.
 */
const LESS: Readonly<Record<string, string>> = {
  '2020-stream-401-unauthorized': 'another endpoint; a wrong bearer does the same here',
  '2020-stream-403-forbidden-client-not-enrolled': 'another endpoint; a fault of that name',
  '2022-error-401-bad-bearer': 'a wrong bearer',
  '2023-timeline-includes-section-field-authorization-error-EXCERPT':
    'one of its errors was kept: it must be among ours',
  '2026-analytics-403-client-forbidden-not-enrolled':
    'another endpoint; title and detail were kept',
  '2026-user-timeline-503-service-unavailable': 'another endpoint; title and detail were kept',
  '2026-user-timeline-all-fields-note-tweet-quote-reply-video-EXCERPT':
    'eight posts of twenty; the ninth set of errors is of one that was not kept and has no id',
}

const setUp = async (fixture: Fixture, { world }: MadeWorld): Promise<Sandbox> => {
  const at = Date.parse(fixture.at)
  const sandbox = await createSandbox({
    seed: world,
    now: () => at,
    manners: at < Date.parse('2024-01-01') ? 'classic' : 'current',
    limits:
      fixture.status === 429
        ? { 'GET /2/tweets': { app: 0, user: 0 }, 'GET /2/tweets/:id': { app: 0, user: 0 } }
        : '2026',
  })
  if (fixture.status === 403) sandbox.fault({ kind: 'refuse', as: 'client-forbidden' })
  if (fixture.status === 503) {
    sandbox.fault({ kind: 'refuse', as: 'unavailable', rateLimitHeaders: 'sentinel' })
  }
  return sandbox
}

const pathOf = (fixture: Fixture, { idOf }: MadeWorld): string => {
  const query = queries[fixture.query] ?? ''
  const { asked = ['missing'] } = fixture
  const ids =
    typeof asked === 'number'
      ? Array.from({ length: asked }, (_, index) => String(1000 + index))
      : asked.map(idOf)
  switch (fixture.path) {
    case 'me':
      return `/2/users/me?${query}`
    case 'one':
      return `/2/tweets/${ids[0]}?${query}`
    case 'many':
      return `/2/tweets?${ids.length > 0 ? `ids=${ids.join(',')}&` : ''}${query}`
  }
}

const replay = async (fixture: Fixture): Promise<Answered> => {
  const made = worldOf(fixture)
  await using sandbox = await setUp(fixture, made)
  const as = fixture.status === 401 ? 'nobody' : fixture.as === 'app' ? 'app' : 'owner'
  return await ask(sandbox, pathOf(fixture, made), as, Date.parse(fixture.at))
}

const postShapes = (fixture: Fixture, indexes: readonly number[] | undefined): string[] =>
  (indexes ?? []).map((index) => shapeText(fixture.posts?.[index]?.shape ?? -1))

/** What the answer to this fixture has to look like. */
const expected = (fixture: Fixture) => ({
  top: fixture.top,
  data:
    fixture.path === 'me'
      ? (fixture.users ?? []).map(shapeText)
      : postShapes(fixture, fixture.data),
  errors: (fixture.errors ?? []).map((index) => kinds[index]),
  includes: {
    media: (fixture.media ?? []).map(({ shape }) => shapeText(shape)).sort(),
    places: (fixture.places ?? []).map(shapeText).sort(),
    polls: (fixture.polls ?? []).map(shapeText).sort(),
    tweets: postShapes(fixture, fixture.tweets).sort(),
    users: (fixture.path === 'me' ? [] : (fixture.users ?? []).map(shapeText)).sort(),
  },
})

const answered = (
  fixture: Fixture,
  { body, items, item }: Answered,
): ReturnType<typeof expected> => {
  const included = (kind: string): string[] => (body.includes?.[kind] ?? []).map(shapeOf).sort()
  const ofTimeline = fixture.endpoint !== undefined || fixture.guessed
  return {
    // The count in a timeline's or a search's `meta` is not a lookup's.
    top: Object.keys(body)
      .filter((key) => !(ofTimeline && key === 'meta'))
      .sort(),
    data: (item === undefined ? items : [item]).map(shapeOf),
    errors: (body.errors ?? []).map(kindOf),
    includes: {
      media: included('media'),
      places: included('places'),
      polls: included('polls'),
      tweets: included('tweets'),
      users: included('users'),
    },
  }
}

it.each(fixtures.map((fixture): [string, Fixture] => [fixture.recording, fixture]))(
  '%s',
  async (name, fixture) => {
    const answer = await replay(fixture)
    expect(answer.status).toBe(fixture.status)
    if (fixture.text !== undefined) {
      expect(answer.text).toBe(fixture.text)
      return
    }
    const [theirs, ours] = [expected(fixture), answered(fixture, answer)]
    if (LESS[name] === undefined) expect(ours).toEqual(theirs)
    else {
      expect(ours.top).toEqual(expect.arrayContaining([...(theirs.top ?? [])]))
      expect(ours.data.slice(0, theirs.data.length)).toEqual(theirs.data)
      expect(ours.errors).toEqual(expect.arrayContaining(theirs.errors))
      expect(ours.includes).toEqual(theirs.includes)
    }
  },
)

it('stands for all eighty', () => {
  expect(new Set(fixtures.map(({ recording }) => recording)).size).toBe(80)
  expect(
    Object.keys(LESS).filter((name) => !fixtures.some(({ recording }) => recording === name)),
  ).toEqual([])
})
