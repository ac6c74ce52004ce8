// A week with the dashboard in Chromium: overview, period, top post, comparison, export, shared link, second account, and a limit
// that is reached and passes. Each number on the way is the world's or the gateway's.

import { existsSync, readFileSync } from 'node:fs'

import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { eraOf } from '../../sandbox/era.ts'
import type { WorldPost } from '../../sandbox/index.ts'
import { organicMetrics, publicMetrics } from '../../sandbox/metrics.ts'
import { hasChromium, launch, NEEDS_CHROMIUM } from '../kit/chromium.ts'
import { createClock } from '../kit/clock.ts'
import { createTestGateway, type TestGateway } from '../kit/gateway.ts'
import { expectSound, takePicture } from '../kit/pages.ts'
import { DAY, NOW } from '../kit/sandbox/call.ts'
import { visit } from '../kit/visitor.ts'
import { worldBestHours, worldTotals } from '../kit/world-overview.ts'

const BRAND = '1354143047324299264'
const WRITER = { id: '1289001122334455808', username: 'inesokafor' }
const isBuilt = existsSync(new URL('../../dashboard/dist/index.html', import.meta.url))
const NEEDS_BUILD = isBuilt ? '' : ' (skipped: run `npm run dashboard` first)'
const TIMEOUT = { timeout: 20_000 }

const shown = (value: number): string => value.toLocaleString('en-US')

/** Moves the focus with the Tab key alone, forward or with Shift. */
const tabTo = async (page: Page, target: Locator, key = 'Tab'): Promise<void> => {
  for (let presses = 0; presses < 150; presses++) {
    const isFocused = (element: Element) => element === document.activeElement
    if (await target.evaluate(isFocused)) return
    await page.keyboard.press(key)
  }
  throw new Error(`The Tab key does not reach ${target}.`)
}

describe.runIf(hasChromium && isBuilt)(`a week${NEEDS_CHROMIUM}${NEEDS_BUILD}`, () => {
  const clock = createClock(NOW)
  const opened = new AsyncDisposableStack()
  let g: TestGateway
  let browser: Browser
  let context: BrowserContext
  let errors: readonly string[]
  let page: Page
  let top: WorldPost

  beforeAll(async () => {
    g = opened.use(
      await createTestGateway({
        ...{ now: clock.now, schedule: clock.schedule, movement: { since: NOW - 60 * DAY } },
        environment: { ARCHIVE: 'on', RECORD: 'own' },
      }),
    )
    browser = await launch()
    ;({ context, errors } = await visit(browser, clock.now()))
    page = await context.newPage()
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await opened.disposeAsync()
  })

  const total = (metric: string) => page.locator(`[data-metric="${metric}"] strong`)
  const world = () => g.x.world.posts as ReadonlyMap<string, WorldPost>
  const RECORDING = '{ viewer { accounts { recording { lastSampledAt limits { reason } } } } }'
  const recording = async () => (await g.query(RECORDING)).data.viewer.accounts[0].recording
  const pass = async (ms: number): Promise<void> => {
    clock.pass(ms)
    await context.clock.setFixedTime(clock.now())
  }
  const summary = async (days: number, account = BRAND) => {
    const since = new Date(Math.floor(NOW / DAY) * DAY - (days - 1) * DAY).toISOString()
    const { data } = await g.query(
      `query ($account: ID!, $since: DateTime!) { account: fetch__Account(id: $account) {
        organic: series(metric: IMPRESSIONS, variant: ORGANIC, since: $since) { gained }
        topPosts(by: IMPRESSIONS, since: $since, first: 1) { id publicMetrics { impressionCount asOf } } } }`,
      { account, since },
    )
    return data.account
  }
  const expectTotals = async (days: number) => {
    const expected = await worldTotals(g, BRAND, days)
    await expect
      .poll(() => total('IMPRESSIONS').innerText(), TIMEOUT)
      .toBe(shown(expected.impressions))
    expect(await total('LIKES').innerText()).toBe(shown(expected.likes))
    expect(await total('ENGAGEMENTS').innerText()).toBe(shown(expected.engagements))
    expect(await total('FOLLOWERS').innerText()).toBe(shown(expected.followers))
    const followers = page.getByRole('region', { name: 'Followers' }).locator('strong')
    expect(await followers.innerText()).toBe(shown(expected.followers))
    expect(await page.locator('.status').innerText()).toContain(`${expected.posts} posts published`)
  }
  const expectBestHours = async () => {
    const expected = (await worldBestHours(g, BRAND)).map(({ start, posts, rate }) => {
      const weekday = new Date(start).toLocaleDateString('en-US', {
        weekday: 'long',
        timeZone: 'UTC',
      })
      const percent = rate.toLocaleString('en-US', { style: 'percent', minimumFractionDigits: 1 })
      return [weekday, percent, `${posts} posts`]
    })
    expect(expected.length).toBeGreaterThan(0)
    const items = await page.locator('.best-hours li').allInnerTexts()
    expect(items).toHaveLength(expected.length)
    for (const [nth, texts] of expected.entries())
      for (const text of texts) expect(items[nth]).toContain(text)
  }

  it('begins with the overview, whose totals and chart follow the period', async () => {
    // The recorder reads the account once.
    const isRecorded = async () => {
      await pass(1000)
      return (await recording())?.lastSampledAt
    }
    await expect.poll(isRecorded, { timeout: 60_000 }).toMatch(/^2026-/)
    await page.goto(`${g.url}/`)
    await page.getByText('Demo data.').waitFor()
    await expectTotals(28)
    await expectBestHours()
    await page.locator('.days .recharts-bar-rectangle').first().waitFor()
    await expectSound(page, 'overview')
    await takePicture(page, 'dashboard')

    await page.getByText('7 days', { exact: true }).click()
    await page.waitForURL(/#\/\?period=7d$/)
    await expectTotals(7)
    const { organic, topPosts } = await summary(7)
    await page.getByText('Impressions per day as a table').click()
    const cells = page.locator('section[aria-label="Impressions per day as a table"] tbody tr')
    await expect.poll(() => cells.count(), TIMEOUT).toBe(7)
    const rows = await cells.evaluateAll((all) =>
      all.map((row) => [...row.children].map(({ textContent }) => textContent)),
    )
    await page.getByText('Impressions per day as a table').click()
    expect(rows.map((row) => row[2])).toEqual(
      organic.map(({ gained }: { gained: number }) => shown(gained)),
    )
    const [best] = topPosts
    top = world().get(best.id) as WorldPost
    const at = Date.parse(best.publicMetrics.asOf)
    const first = page.locator('.top-post').first()
    expect(await first.getAttribute('data-post-id')).toBe(top.id)
    const { impression_count: impressions } = publicMetrics(top, g.x.world, at, eraOf(at))
    expect(await first.locator('strong').innerText()).toBe(shown(impressions ?? -1))
  }, 150_000)

  it('shows the curve of the top post, and returns to the place it left', async () => {
    const link = page.locator('.top-post a').first()
    await link.scrollIntoViewIfNeeded()
    const scrolled = await page.evaluate(() => window.scrollY)
    await link.click()
    await page.waitForURL(new RegExp(`#/post/${top.id}\\?period=7d`))
    const organic = page.locator('[data-metric="organicMetrics.impressionCount"]').first()
    const { impression_count: expected } = organicMetrics(top, g.x.world, clock.now())
    await expect.poll(() => organic.innerText(), TIMEOUT).toBe(shown(expected))
    await page.locator('main svg.recharts-surface path').first().waitFor()
    await expectSound(page, 'post')
    await takePicture(page, 'post')
    await page.goBack()
    await page.getByRole('heading', { name: 'Top posts' }).waitFor()
    await expect.poll(() => page.evaluate(() => window.scrollY), TIMEOUT).toBe(scrolled)
  }, 90_000)

  it('compares three posts, exports them, and shares the view', async () => {
    await page.getByRole('link', { name: 'Posts', exact: true }).click()
    await page.locator('.post-list [data-post-id]').first().waitFor()
    await expectSound(page, 'posts')
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByText(/^Free:/).waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ])
    await page.getByText(/^Saved \d+ posts/).waitFor()
    const csv = readFileSync(await download.path(), 'utf8')
    expect(csv).toContain(`"\t${top.id}"`)
    await page.getByRole('button', { name: 'Close' }).click()

    const boxes = page.getByRole('checkbox', { name: /^Select: / })
    for (const nth of [0, 1, 2]) await boxes.nth(nth).check()
    await page.locator('.selection a').click()
    await page.waitForURL(/#\/compare\?ids=\d+,\d+,\d+/)
    await expect.poll(() => page.locator('.recharts-line-curve').count(), TIMEOUT).toBe(3)
    await expectSound(page, 'compare')

    const table = (view: Page) => view.locator('.post-list tbody').innerText()
    const { context: fresh } = await visit(browser, clock.now())
    const shared = await fresh.newPage()
    await shared.goto(page.url())
    await shared.locator('.post-list tbody tr').nth(2).waitFor()
    await expect.poll(() => table(shared), TIMEOUT).toBe(await table(page))
    await fresh.close()
  }, 120_000)

  it('connects a second account, tells a denial, and switches between accounts', async () => {
    const menu = page.getByRole('button', { name: /^Account/ })
    await page.getByRole('link', { name: 'Overview' }).click()
    await menu.click()
    await page.getByRole('link', { name: 'Connect another account' }).click()
    await page.getByRole('button', { name: 'Deny' }).click()
    await page.getByText('Access was denied at X').waitFor()
    await menu.click()
    expect(await page.getByRole('button', { name: 'Log out' }).count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Log in again' }).click()
    await page.getByText(`@${WRITER.username}`).click()
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.getByText(`@${WRITER.username} is connected`).waitFor()
    expect(page.url()).toContain(`account=${WRITER.id}`)
    expect(page.url()).toContain('period=7d')
    await page.reload()
    await menu.filter({ hasText: WRITER.username }).waitFor()
    await menu.click()
    await expectSound(page, 'accounts')
    await page.getByRole('button', { name: /Halden Roasters/ }).click()
    await page.waitForURL(new RegExp(`account=${BRAND}`))
    await expectTotals(7)
    await menu.click()
    await page.getByRole('button', { name: `Disconnect @${WRITER.username}` }).click()
    await page.getByRole('button', { name: 'Disconnect', exact: true }).last().click()
    await expect.poll(() => page.getByText(`@${WRITER.username}`).count(), TIMEOUT).toBe(0)
  }, 90_000)

  it('can be used with the keyboard alone', async () => {
    const { keyboard } = page
    const press = async (target: Locator, key = 'Enter') => {
      await target.waitFor({ state: 'attached' })
      await tabTo(page, target)
      await keyboard.press(key)
    }
    await page.goto(`${g.url}/`)
    await page.reload()
    await press(page.getByRole('button', { name: 'Skip to content' }))
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
    await press(page.getByRole('radio', { name: '28 days' }), 'ArrowRight')
    await page.waitForURL(/period=90d/)
    await press(page.locator('.top-post a').first())
    await page.waitForURL(/#\/post\//)
    await press(page.getByRole('radio', { name: '7 days' }), 'ArrowLeft')
    await expect.poll(() => page.getByRole('radio', { name: '24 hours' }).isChecked()).toBe(true)
    await press(page.getByRole('switch', { name: 'Live updates' }), 'Space')
    await press(page.getByRole('link', { name: 'Posts', exact: true }))
    await press(page.getByRole('button', { name: 'Likes' }).first())
    await page.waitForURL(/sort=/)
    const boxes = page.getByRole('checkbox', { name: /^Select: / })
    for (const nth of [0, 1]) await press(boxes.nth(nth), 'Space')
    const compare = page.locator('.selection a')
    await tabTo(page, compare, 'Shift+Tab')
    await press(compare)
    await page.waitForURL(/#\/compare\?ids=\d+,\d+/)
    const menu = page.getByRole('button', { name: /^Account/ })
    await press(menu)
    await page.getByRole('link', { name: 'Connect another account' }).waitFor()
    await keyboard.press('Escape')
    expect(await menu.evaluate((element) => element === document.activeElement)).toBe(true)
    await press(page.getByRole('link', { name: 'Overview' }))
    await page.getByRole('heading', { name: 'Top posts' }).waitFor()
  }, 90_000)

  it('tells that a limit is reached, and that the recorder has caught up', async () => {
    const refused = g.x.fault({
      ...{ kind: 'refuse', as: 'rate-limited', rateLimitHeaders: true },
      when: ({ path }) => path.startsWith('/2/tweets'),
    })
    await page.locator('.top-post a').nth(1).click()
    await page
      .getByRole('alert')
      .getByText(/rate limit/)
      .waitFor()
    await page.getByRole('link', { name: 'Overview' }).click()
    const refresh = async () => {
      await page.getByRole('button', { name: 'Refresh' }).click()
      return page.locator('.attention li').allInnerTexts()
    }
    await expect.poll(refresh, TIMEOUT).toEqual([expect.stringMatching(/rate limit .* used up/)])
    await expectSound(page, 'limit')
    refused.remove()
    const reached = clock.now()
    const catchUp = async () => {
      await pass(60_000)
      return refresh()
    }
    await expect.poll(catchUp, { timeout: 60_000 }).toEqual([])
    await expect
      .poll(async () => {
        await pass(30_000)
        return Date.parse((await recording()).lastSampledAt)
      }, TIMEOUT)
      .toBeGreaterThan(reached)
    expect((await recording()).limits).toEqual([])
    expect(errors).toEqual([])
  }, 120_000)
})
