// A gateway whose Redis, PostgreSQL or disk is down at the start serves what it can, says what is missing, and recovers.

import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { createBrowser } from '../kit/browser.ts'
import { createTestGateway, temporary } from '../kit/gateway.ts'
import { hasPostgres, NEEDS_POSTGRES, startPostgres } from '../kit/postgres.ts'
import { hasRedis, NEEDS_REDIS, startRedis } from '../kit/redis.ts'
import { foreignPosts } from '../kit/sandbox/posts.ts'

const USER = '1289001122334455808'
const SECRET = 'a secret of thirty-two characters and more'
const start = async (environment: Record<string, string>) => {
  const warnings: string[] = []
  const g = await createTestGateway({
    asX: true,
    environment,
    onWarning: (_, message) => warnings.push(message),
  })
  const id = foreignPosts(g.x)[0]?.id
  return {
    g,
    warnings,
    /** The first part of /ready that is down, as /metrics sees it too. */
    down: async (): Promise<string[]> => {
      const { ready, ...parts } = await (await fetch(`${g.url}/ready`)).json()
      expect(ready).toBe(true)
      const metrics = await (await fetch(`${g.url}/metrics`)).text()
      const gauges = [...metrics.matchAll(/^gateway_(redis|archive|accounts)_up 0$/gm)]
      const down = ['accounts', 'archive', 'redis'].filter((part) =>
        /^(lost|failing|unavailable)$/.test(parts[part]),
      )
      expect(gauges.map(([, part]) => part).sort()).toEqual(down)
      return down
    },
    read: () =>
      g.query(
        `{ post(id: "${id}") { publicMetrics { likeCount } metricsHistory(variant: PUBLIC, since: "2020-01-01T00:00:00Z") { at } } }`,
      ),
    [Symbol.asyncDispose]: () => g[Symbol.asyncDispose](),
  }
}

/** Starts with a service that is down, and again when it is up. */
const expectRecovery = async (
  environment: Record<string, string>,
  expected: readonly string[],
  repair: () => unknown,
): Promise<void> => {
  await expect(start({ ...environment, STRICT_START: 'on' })).rejects.toThrow(/cannot be|is full/)
  await using s = await start(environment)
  expect(await s.down()).toEqual(expected)
  expect(s.warnings.length).toBeGreaterThan(0)
  const answer = await s.read()
  expect(answer.data.post.publicMetrics.likeCount).toEqual(expect.any(Number))
  await repair()
  await expect.poll(s.down).toEqual([])
  const browser = createBrowser()
  await browser.logIn(s.g.url, USER)
  const { data } = await browser.query(s.g.url, '{ viewer { accounts { owned } } }')
  expect(data.viewer.accounts).toHaveLength(2)
  await expect.poll(async () => (await s.read()).data.post.metricsHistory).not.toEqual([])
}

describe('a gateway that starts', () => {
  it.runIf(hasRedis)(`without its Redis recovers with it${NEEDS_REDIS}`, async () => {
    await using redis = await startRedis()
    await redis.stop()
    const environment = { REDIS_URL: redis.url, GATEWAY_SECRET: SECRET, ARCHIVE: 'on' }
    await expectRecovery(environment, ['accounts', 'redis'], redis.start)
  })

  it.runIf(hasPostgres)(`without its PostgreSQL recovers with it${NEEDS_POSTGRES}`, async () => {
    await using server = await startPostgres()
    const url = await server.database('archive')
    await server.stop()
    const environment = { ARCHIVE: 'on', ARCHIVE_URL: url }
    await expectRecovery(environment, ['archive'], server.start)
  })

  /** A small disk, for users that may mount one. */
  const mount = (path: string, options: string): boolean =>
    spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]).status === 0
  const canMount = (() => {
    using directory = temporary()
    return mount(directory.path, 'size=64k') && spawnSync('umount', [directory.path]).status === 0
  })()
  const NEEDS_MOUNT = canMount ? '' : ' (skipped: this user may not mount a disk)'

  it.runIf(canMount)(
    `on a full disk reads the accounts, and writes when there is room${NEEDS_MOUNT}`,
    async () => {
      using directory = temporary()
      const path = directory.path
      mount(path, 'size=2m')
      try {
        const environment = { DATA_DIR: path, ARCHIVE: 'on' }
        const browser = createBrowser()
        {
          await using s = await start(environment)
          await browser.logIn(s.g.url, USER)
        }
        const filler = join(path, 'filler')
        const fill = spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k'])
        expect(fill.status).not.toBe(0)
        await using s = await start(environment)
        const accounts = async () =>
          (await browser.query(s.g.url, '{ viewer { accounts { owned } } }')).data.viewer.accounts
        expect(await accounts()).toHaveLength(2)
        expect((await s.read()).data.post.publicMetrics).not.toBeNull()
        await expect.poll(s.down).toContain('archive')
        rmSync(filler)
        await expect.poll(s.down).toEqual([])
        await createBrowser().logIn(s.g.url, USER)
      } finally {
        spawnSync('umount', ['-l', path])
      }
    },
  )

  it.runIf(canMount)(
    `on a read-only disk recovers when it can be written${NEEDS_MOUNT}`,
    async () => {
      using directory = temporary()
      const path = directory.path
      mount(path, 'size=2m')
      try {
        writeFileSync(join(path, 'secret'), SECRET)
        const remount = (mode: string) => spawnSync('mount', ['-o', `remount,${mode}`, path])
        remount('ro')
        const environment = { DATA_DIR: path, ARCHIVE: 'on' }
        await expectRecovery(environment, ['accounts', 'archive'], () => remount('rw'))
      } finally {
        spawnSync('umount', ['-l', path])
      }
    },
  )
})
