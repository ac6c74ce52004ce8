// The dashboard in a real browser against the sandbox, from login to logout.

import { existsSync, readFileSync } from 'node:fs'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { WorldPost } from '../../sandbox/index.ts'
import { organicMetrics } from '../../sandbox/metrics.ts'
import { hasChromium, launch, NEEDS_CHROMIUM } from '../kit/chromium.ts'
import { createClock } from '../kit/clock.ts'
import { createTestGateway } from '../kit/gateway.ts'
import { expectSound } from '../kit/pages.ts'
import { DAY, NOW } from '../kit/sandbox/call.ts'
import { first, foreignPosts, postsOf } from '../kit/sandbox/posts.ts'
import { visit } from '../kit/visitor.ts'

const WRITER = { id: '1289001122334455808', username: 'inesokafor' }
const isBuilt = existsSync(new URL('../../dashboard/dist/index.html', import.meta.url))
const NEEDS_BUILD = isBuilt ? '' : ' (skipped: run `npm run dashboard` first)'

const SECOND = 1000
/** Charts apart: they are loaded after the first paint. */
const MAX_BYTES = 120 * 1024

describe.runIf(hasChromium && isBuilt)(`in Chromium${NEEDS_CHROMIUM}${NEEDS_BUILD}`, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  it('logs in, shows own metrics, exports, updates live, compares and logs out', async () => {
    const clock = createClock(NOW)
    await using g = await createTestGateway({
      now: clock.now,
      schedule: clock.schedule,
      environment: { ARCHIVE: 'on' },
    })
    const posts = g.x.world.posts as Map<string, WorldPost>
    const own = first(
      postsOf(g.x),
      ({ authorId, createdAt, mediaKeys, references, frozen }) =>
        authorId === WRITER.id &&
        !frozen &&
        references.length === 0 &&
        g.x.world.media.get(mediaKeys[0] ?? '')?.type === 'video' &&
        NOW - createdAt > 2 * DAY &&
        NOW - createdAt < 60 * DAY,
    )
    const foreign = first(foreignPosts(g.x))
    const { context, errors } = await visit(browser)
    const page = await context.newPage()

    let bytes = 0
    const count = (length: string | undefined): void => {
      bytes += Number(length ?? 0)
    }
    page.on('response', (response) => {
      const { pathname } = new URL(response.url())
      if (pathname === '/' || pathname.startsWith('/assets/index-'))
        count(response.headers()['content-length'])
    })
    await page.goto(`${g.url}/`)
    await page.getByRole('heading', { name: 'No samples in this period' }).waitFor()
    expect(bytes).toBeGreaterThan(10_000)
    expect(bytes).toBeLessThan(MAX_BYTES)

    await page.getByRole('button', { name: /^Account/ }).click()
    await page.getByRole('link', { name: 'Connect another account' }).click()
    await page.getByText(`@${WRITER.username}`).click()
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.waitForURL(
      ({ href }) => href.startsWith(g.url) && href.includes(`account=${WRITER.id}`),
    )
    await page.getByRole('link', { name: 'Posts', exact: true }).click()
    await page.getByRole('heading', { name: 'Posts', exact: true }).waitFor()
    const row = page.locator(`[data-post-id="${own.id}"]`).first()
    await row.waitFor()
    // A metric that is visible only to the author.
    const shown = row.locator('[data-metric="organicMetrics.impressionCount"]')
    const { impression_count: expected } = organicMetrics(own, g.x.world, NOW)
    expect((await shown.innerText()).replaceAll(/\D/g, '')).toBe(String(expected))
    await expectSound(page, 'timeline')
    // Without a recorder, the list is X's timeline, and the export costs what X bills.
    await page.getByText(/^The newest posts first/).waitFor()
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByText(/^X bills at most \$[\d.]+ for 3,200 posts/).waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ])
    const csv = readFileSync(await download.path(), 'utf8')
    expect(csv).toContain(own.id)
    expect(csv.split('\n')[0]).toContain('Organic impressions')
    await page.getByRole('button', { name: 'Close' }).click()

    await row.getByRole('link').first().click()
    await page.waitForURL(new RegExp(`#/post/${own.id}`))
    // The charts are drawn.
    await expect
      .poll(() => page.locator('main svg.recharts-surface path').count(), { timeout: 10_000 })
      .toBeGreaterThan(3)
    await page.getByRole('switch', { name: 'Live updates' }).waitFor()
    await expect.poll(() => page.getByText(/Updates every 15 s/).count()).toBeGreaterThan(0)
    await expectSound(page, 'video')

    // The post gains likes, and one interval passes.
    const main = page.locator('main')
    const before = await main.innerText()
    const post = posts.get(own.id) as WorldPost
    const { organic } = post.numbers
    posts.set(own.id, {
      ...post,
      frozen: true,
      numbers: { ...post.numbers, organic: { ...organic, likes: 777_777 } },
    })
    await expect
      .poll(
        async () => {
          clock.pass(15 * SECOND)
          return main.innerText()
        },
        { timeout: 10_000 },
      )
      .toMatch(/777,777|778K|777\.8K/)
    expect(before).not.toMatch(/777,777|778K|777\.8K/)

    await page.getByRole('link', { name: 'Compare', exact: true }).click()
    await page
      .getByLabel('Post ids or links')
      .fill(`https://x.com/somebody/status/${foreign.id}?s=20, ${own.id}\n987654320000`)
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page
      .locator('.reasons')
      .getByText('X shows private metrics only to the author', { exact: false })
      .first()
      .waitFor()
    await page.getByText('This post does not exist').first().waitFor()
    await expectSound(page, 'missing')

    await page.getByRole('button', { name: /^Account/ }).click()
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.waitForURL(`${g.url}/**`)
    await expect.poll(() => page.getByRole('link', { name: 'Overview' }).count()).toBe(1)
    expect(await context.cookies()).toEqual([])
    expect(errors).toEqual([])
    await context.close()
  }, 90_000)
})
