// Replays every recorded response of the real X: the status, the keys at every level, the positions of objects, and
// the problems, word for word and in their order, must be the same.

import { expect, it } from 'vitest'

import { recordedBody, reduceTo, replayedBody, withoutOrderOfUsers } from './compare.ts'
import { FIXTURES } from './fixtures/index.ts'
import { replay } from './replay.ts'
import { worldOf } from './world.ts'

it.each(FIXTURES.map((fixture) => [fixture.recording, fixture] as const))(
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
    if (fixture.recordedPart !== undefined) {
      expect(reduceTo(theirs, ours)).toEqual(theirs)
    } else if (fixture.usersInAnyOrder !== undefined) {
      expect(withoutOrderOfUsers(ours)).toEqual(withoutOrderOfUsers(theirs))
    } else {
      expect(ours).toEqual(theirs)
    }
  },
)

it('covers all eighty recordings', () => {
  expect(new Set(FIXTURES.map(({ recording }) => recording)).size).toBe(80)
})
