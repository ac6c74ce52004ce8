// Behavior specific to Relay: its compiler, and errors of list items.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { fetchQuery } from 'relay-runtime'
import { expect, it } from 'vitest'

import List, {
  type postsListQuery,
} from '../../../examples/relay/__generated__/postsListQuery.graphql.ts'
import { createClient, loadPost } from '../../../examples/relay/index.ts'
import { schema } from '../../../src/schema/index.ts'
import { printWithDirectives } from '../../../src/schema/print.ts'
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

const COMPILER = createRequire(import.meta.url)('relay-compiler') as string

it('the compiled documents match the schema and the queries', () => {
  const config = join(ROOT, 'examples/relay/relay.config.json')
  execFileSync(COMPILER, ['--validate', config], { stdio: 'pipe' })
})

it.each(['Post', 'User', 'Account'])('a fragment on %s can be refetched', async (type) => {
  const directory = mkdtempSync(join(tmpdir(), 'relay-'))
  try {
    const fragment = `fragment part on ${type} @refetchable(queryName: "partQuery") { id }`
    const code = `import { graphql } from 'relay-runtime'\nexport const part = graphql\`${fragment}\`\n`
    writeFileSync(join(directory, 'part.ts'), code)
    writeFileSync(
      join(directory, 'relay.config.json'),
      JSON.stringify({ src: '.', schema: './schema.graphql', language: 'typescript' }),
    )
    writeFileSync(join(directory, 'schema.graphql'), printWithDirectives(schema))
    execFileSync(COMPILER, ['relay.config.json'], { cwd: directory, stdio: 'pipe' })
  } finally {
    rmSync(directory, { recursive: true })
  }
  await using s = await createSetup()
  const [id, owner] = type === 'Post' ? [s.own[0], s.anonymous] : [s.userId, s.owner]
  const body = JSON.stringify({ query: `{ fetch__${type}(id: "${id}") { __typename id } }` })
  const headers = { 'content-type': 'application/json', ...owner.headers?.() }
  const response = await fetch(owner.url, { method: 'POST', headers, body })
  expect(await response.json()).toMatchObject({
    data: { [`fetch__${type}`]: { __typename: type, id } },
  })
})
