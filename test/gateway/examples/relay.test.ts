// What is Relay's own: its compiler, and ids that are of one world.

import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { fetchQuery } from 'relay-runtime'
import { expect, it } from 'vitest'

import List, {
  type postsListQuery,
} from '../../../examples/relay/__generated__/postsListQuery.graphql.ts'
import { createClient, readPost } from '../../../examples/relay/index.ts'
import { ROOT } from '../../kit/command.ts'
import { MISSING, setUp } from './set-up.ts'

it('by default gives null for a missing post, and says nothing of it', async () => {
  await using s = await setUp()
  const ids = [s.own[0] ?? '', MISSING, s.foreign[0] ?? '']
  const asked = fetchQuery<postsListQuery>(createClient(s.owner), List, { ids })
  const { posts } = (await asked.toPromise()) ?? { posts: [] }
  expect(posts.map((post) => post?.id)).toEqual([ids[0], undefined, ids[2]])
})

it('says by @catch why one post is missing', async () => {
  await using s = await setUp()
  const environment = createClient(s.owner)
  const own = s.own[0] ?? ''
  expect(await readPost(environment, own)).toMatchObject({ ok: true, value: { id: own } })
  expect(await readPost(environment, MISSING)).toEqual({
    ok: false,
    errors: [{ extensions: { code: 'POST_NOT_FOUND', postId: MISSING } }],
  })
})

it('what its compiler has written is what the schema and the queries say', () => {
  const compiler = createRequire(import.meta.url)('relay-compiler') as string
  const config = join(ROOT, 'examples/relay/relay.config.json')
  execFileSync(compiler, ['--validate', config], { stdio: 'pipe' })
})
