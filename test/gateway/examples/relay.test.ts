// Behavior specific to Relay: its compiler, and errors of list items.

import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { fetchQuery } from 'relay-runtime'
import { expect, it } from 'vitest'

import List, {
  type postsListQuery,
} from '../../../examples/relay/__generated__/postsListQuery.graphql.ts'
import { createClient, loadPost } from '../../../examples/relay/index.ts'
import { ROOT } from '../../kit/command.ts'
import { createSetup, MISSING } from './setup.ts'

it('by default returns null for a missing post, without its error', async () => {
  await using s = await createSetup()
  const ids = [s.own[0] ?? '', MISSING, s.foreign[0] ?? '']
  const response = fetchQuery<postsListQuery>(createClient(s.owner), List, { ids })
  const { posts } = (await response.toPromise()) ?? { posts: [] }
  expect(posts.map((post) => post?.id)).toEqual([ids[0], undefined, ids[2]])
})

it('returns the errors of a missing post with @catch', async () => {
  await using s = await createSetup()
  const environment = createClient(s.owner)
  const own = s.own[0] ?? ''
  expect(await loadPost(environment, own)).toMatchObject({ ok: true, value: { id: own } })
  expect(await loadPost(environment, MISSING)).toEqual({
    ok: false,
    errors: [{ extensions: { code: 'POST_NOT_FOUND', postId: MISSING } }],
  })
})

it('the compiled documents match the schema and the queries', () => {
  const compiler = createRequire(import.meta.url)('relay-compiler') as string
  const config = join(ROOT, 'examples/relay/relay.config.json')
  execFileSync(compiler, ['--validate', config], { stdio: 'pipe' })
})
