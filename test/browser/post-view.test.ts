// The view of one post in Chromium: its charts, their data, live updates and the keyboard.

import { existsSync, readFileSync } from 'node:fs'

import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import type { WorldPost } from '../../sandbox/index.ts'
import { hasChromium, launch, NEEDS_CHROMIUM } from '../kit/chromium.ts'
import { createClock } from '../kit/clock.ts'
import { createTestGateway } from '../kit/gateway.ts'
import { expectSound } from '../kit/pages.ts'
import { DAY, NOW } from '../kit/sandbox/call.ts'
import { first, postsOf } from '../kit/sandbox/posts.ts'
import { visit } from '../kit/visitor.ts'

const isBuilt = existsSync(new URL('../../dashboard/dist/index.html', import.meta.url))
const NEEDS_BUILD = isBuilt ? '' : ' (skipped: run `npm run dashboard` first)'

/** Enough for a machine that is busy with other tests. */
const SLOW_MS = 15_000

const RANGES = ['24 hours', '7 days', '28 days', 'All']

/** The rows of the chart's CSV by column. */
const chartData = async (page: Page): Promise<Record<string, string>[]> => {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Chart data as CSV' }).click(),
  ])
  const [head = '', ...lines] = readFileSync(await file.path(), 'utf8')
    .trim()
    .split('\r\n')
  const names = head.replace('\ufeff', '').split(',')
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])),
  )
}

describe.runIf(hasChromium && isBuilt)(`in Chromium${NEEDS_CHROMIUM}${NEEDS_BUILD}`, () => {
  it('a post shows its pictures and charts with labels in every range, and follows live updates', async () => {
    const clock = createClock(NOW)
    await using g = await createTestGateway({
      now: clock.now,
      schedule: clock.schedule,
      environment: { ARCHIVE: 'on' },
    })
    const posts = g.x.world.posts as Map<string, WorldPost>
    const post = first(
      postsOf(g.x),
      ({ authorId, createdAt, mediaKeys, numbers, frozen }) =>
        authorId === g.x.credentials.userId &&
        numbers.promoted !== undefined &&
        mediaKeys.length > 0 &&
        !frozen &&
        NOW - createdAt > 2 * DAY,
    )
    const impressions = async (): Promise<string> => {
      const query = `{ post(id: "${post.id}") { publicMetrics { impressionCount } } }`
      return String((await g.query(query)).data.post.publicMetrics.impressionCount)
    }
    const browser = await launch()
    try {
      const { context, errors } = await visit(browser, NOW)
      const page = await context.newPage()
      await page.goto(`${g.url}/#/post/${post.id}`)

      const heading = page.getByRole('heading', { level: 1 })
      await expect
        .poll(() => heading.innerText(), { timeout: SLOW_MS })
        .toContain(post.text.slice(0, 12))
      expect(await page.title()).toContain(post.text.slice(0, 12))
      const picture = page.locator('.medium img').first()
      const width = () => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)
      await expect.poll(width, { timeout: SLOW_MS }).toBeGreaterThan(0)

      // The arrow keys go from range to range.
      await page.getByRole('radio', { name: '7 days' }).focus()
      await page.keyboard.press('ArrowLeft')
      for (const [index, range] of RANGES.entries()) {
        if (index > 0) await page.keyboard.press('ArrowRight')
        expect(await page.getByRole('radio', { name: range, exact: true }).isChecked()).toBe(true)
        const labels = page.locator('.chart-pair').first().locator('[class*="xAxis"] text')
        await expect
          .poll(() => labels.count(), { message: range, timeout: SLOW_MS })
          .toBeGreaterThanOrEqual(4)
      }
      expect(page.url()).toContain('range=all')

      const rows = await chartData(page)
      const last = rows.at(-1) ?? {}
      expect(last['total so far']).toBe(await impressions())
      const sum = Number(last['organic so far']) + Number(last['promoted so far'])
      expect(sum).toBe(Number(last['total so far']))
      await expectSound(page, 'post-view')

      // The post gains impressions, and one interval passes.
      const { organic } = post.numbers
      const numbers = { ...post.numbers, organic: { ...organic, impressions: 7_777_777 } }
      posts.set(post.id, { ...post, frozen: true, numbers })
      const tile = page.locator('.tile [data-metric="publicMetrics.impressionCount"]')
      await expect
        .poll(
          async () => {
            clock.pass(15_000)
            return tile.innerText()
          },
          { timeout: SLOW_MS },
        )
        .toMatch(/^7,\d{3},\d{3}|^8,/)
      expect((await chartData(page)).at(-1)?.['total so far']).toBe(await impressions())
      expect(errors).toEqual([])
    } finally {
      await browser.close()
    }
  }, 90_000)
})
