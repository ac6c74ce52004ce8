import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { type DocumentNode, isScalarType, isSpecifiedScalarType, print } from 'graphql'
import { expect, it } from 'vitest'

import { scalars } from '../../src/codegen.ts'
import { schema } from '../../src/schema/index.ts'
import { DashboardDocument, type DashboardQuery } from '../generated/graphql.ts'
import { ROOT } from '../kit/command.ts'
import { createTestGateway } from '../kit/gateway.ts'
import { first, ownPosts } from '../kit/sandbox/posts.ts'

it('a typed operation runs as it is typed', async () => {
  await using g = await createTestGateway()
  const video = first(
    ownPosts(g.x),
    ({ mediaKeys, authorId }) =>
      mediaKeys[0]?.startsWith('13_') === true &&
      g.x.world.media.get(mediaKeys[0])?.ownerId === authorId,
  )
  const answer = await g.query(print(DashboardDocument as DocumentNode), { ids: [video.id] })
  const { posts }: DashboardQuery = answer.data
  const [post] = posts
  expect(post?.author?.username).toBe('haldenroasters')
  expect(post?.organicMetrics?.impressionCount).toBeGreaterThan(0)
  expect(post?.unavailableMetrics).toEqual([])
  const [media] = post?.media ?? []
  expect(
    media && 'nonPublicMetrics' in media ? media.nonPublicMetrics?.playback100Count : null,
  ).toBeGreaterThanOrEqual(0)
})

it('the map of x-metrics-gateway/codegen types every scalar', async () => {
  const custom = Object.values(schema.getTypeMap()).filter(
    (type) => isScalarType(type) && !isSpecifiedScalarType(type),
  )
  expect(Object.keys(scalars).sort()).toEqual(custom.map(({ name }) => name).sort())
  await using g = await createTestGateway()
  const query = `query Q($ids: [PostID!]!, $by: UserBy!) {
    posts(ids: $ids) { createdAt publicMetrics { likeCount } } user(by: $by) { id } }`
  const directory = mkdtempSync(join(tmpdir(), 'codegen-'))
  try {
    const output = join(directory, 'types.ts')
    const generates = { [output]: { plugins: ['typescript-operations'], config: { scalars } } }
    const config = join(directory, 'codegen.json')
    const documents = query
    writeFileSync(config, JSON.stringify({ schema: `${g.url}/graphql`, documents, generates }))
    await promisify(execFile)('graphql-codegen', ['--config', config], { cwd: ROOT })
    const written = readFileSync(output, 'utf8')
    const content = written.slice(written.indexOf('QQueryVariables'))
    expect(content).not.toMatch(/: (?:unknown|any)\b/)
    expect(content).toMatch(/createdAt: string \| null/)
    expect(content).toMatch(/likeCount: number \| null/)
  } finally {
    rmSync(directory, { recursive: true })
  }
})
