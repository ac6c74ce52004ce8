// Told to stop, it answers what it has been asked.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

import { expect, it } from 'vitest'

import { ROOT, start } from '../helpers/command.ts'
import { type Answer, createTestGateway, keysOf, literal, temporary } from '../helpers/gateway.ts'
import { canLook, processesOf } from '../helpers/processes.ts'
import { sandboxAt } from '../sandbox/helpers/ask.ts'
import { visiblePosts } from '../sandbox/helpers/find.ts'

const AT_ONCE = 200

const post = async (url: string, ids: readonly string[]): Promise<Answer> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: `{ posts(ids: ${literal(ids)}) { id } }` }),
  })
  return (await response.json()) as Answer
}

it.runIf(canLook).each([
  ['alone', []],
  ['with --workers 2', ['--workers', '2']],
])(
  'SIGTERM with two hundred requests under way, %s: all are answered, and it ends with success',
  async (_, args) => {
    using directory = temporary()
    await using x = await sandboxAt({ limits: '2026', now: Date.now })
    const running = await start('start', args, {
      ...keysOf(x, directory.path),
      STOP_TIMEOUT_MS: '10000',
      PORT: '0',
    })
    try {
      const url = new URL(/http:\/\/\S+\/graphql/.exec(running.printed)?.[0] ?? '').origin
      const ids = visiblePosts(x).map(({ id }) => id)
      x.fault({ kind: 'delay', ms: 800 })
      const asked = Array.from({ length: AT_ONCE }, (_, index) => [ids[index % ids.length] ?? ''])
      const answers = asked.map((each) => post(url, each))
      // All have come in: what is missing is X.
      await expect.poll(() => x.requests.length).toBeGreaterThanOrEqual(2)
      await expect
        .poll(() => new Set(x.requests.flatMap(({ query }) => (query.ids ?? '').split(','))).size)
        .toBe(new Set(asked.flat()).size)
      process.kill(processesOf(running).leader, 'SIGTERM')
      expect((await Promise.all(answers)).map(({ data }) => data.posts[0].id)).toEqual(asked.flat())
      expect(await running.ended).toBe(0)
      await expect(post(url, ids.slice(0, 1))).rejects.toThrow()
    } finally {
      await running.stop()
    }
  },
)

it('what takes longer than it may is broken off', async () => {
  const g = await createTestGateway({ environment: { STOP_TIMEOUT_MS: '50' } })
  g.x.fault({ kind: 'hang' })
  const hung = post(
    g.url,
    visiblePosts(g.x)
      .slice(0, 1)
      .map(({ id }) => id),
  ).catch(() => 'broken off')
  await expect.poll(() => g.x.requests.length).toBe(1)
  await g[Symbol.asyncDispose]()
  expect(await hung).toBe('broken off')
})

it('told to stop while it still starts, it ends at once, and not by default: a container’s first process has none', async () => {
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const connected = once(silent, 'connection')
  const { port } = silent.address() as AddressInfo
  const child = spawn(process.execPath, ['src/cli.ts'], {
    cwd: ROOT,
    env: {
      PORT: '0',
      X_BEARER_TOKEN: 'bearer',
      GATEWAY_SECRET: 'a secret '.repeat(4),
      REDIS_URL: `redis://127.0.0.1:${port}`,
    },
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  const [socket] = await connected
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  socket.destroy()
  silent.close()
})
