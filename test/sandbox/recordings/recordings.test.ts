// Every answer that was recorded of the real X, asked again: the same status, the same keys at every level,
// the same things in the same places, and the same problems, word for word and in their order.

import { expect, it } from 'vitest'

import { asMuchAs, recordedBody, replayedBody, withoutOrderOfUsers } from './answer.ts'
import { answersOnly } from './fixtures/answers-only.ts'
import { in2020 } from './fixtures/of-2020.ts'
import { in2022 } from './fixtures/of-2022.ts'
import { in2026 } from './fixtures/of-2026.ts'
import { pages } from './fixtures/pages.ts'
import { replay } from './replay.ts'
import { worldOf } from './world.ts'

const fixtures = [...in2020, ...in2022, ...in2026, ...pages, ...answersOnly]

it.each(fixtures.map((fixture) => [fixture.recording, fixture] as const))(
  '%s',
  async (_, fixture) => {
    const made = worldOf(fixture)
    const answer = await replay(fixture, made)
    const { status = 200, body } = fixture.failure ?? {}
    expect(answer.status).toBe(status)
    if (fixture.contentType !== undefined) expect(answer.contentType).toBe(fixture.contentType)
    if (fixture.rateLimited !== undefined) expect(answer.rateLimited).toBe(fixture.rateLimited)
    if (typeof body === 'string') {
      expect(answer.text).toBe(body)
      return
    }
    const theirs = recordedBody(fixture, made)
    const ours = replayedBody(answer.text, made)
    if (fixture.partly !== undefined) {
      expect(asMuchAs(theirs, ours)).toEqual(theirs)
    } else if (fixture.usersInAnyOrder !== undefined) {
      expect(withoutOrderOfUsers(ours)).toEqual(withoutOrderOfUsers(theirs))
    } else {
      expect(ours).toEqual(theirs)
    }
  },
)

it('stands for all eighty', () => {
  expect(new Set(fixtures.map(({ recording }) => recording)).size).toBe(80)
})
