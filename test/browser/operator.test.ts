// The operator's page and the API key of a browser, in Chromium.

import { existsSync } from 'node:fs'
import { join } from 'node:path'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runKeyCommand } from '../../src/app/key-commands.ts'
import { hasChromium, launch, NEEDS_CHROMIUM } from '../kit/chromium.ts'
import { createTestGateway, literal, temporary } from '../kit/gateway.ts'
import { expectSound } from '../kit/pages.ts'
import { NOW } from '../kit/sandbox/call.ts'
import { foreignPosts } from '../kit/sandbox/posts.ts'

const isBuilt = existsSync(new URL('../../dashboard/dist/index.html', import.meta.url))

describe.runIf(hasChromium && isBuilt)(`in Chromium${NEEDS_CHROMIUM}`, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  it('asks for a key, shows the gateway’s state to its operator only, and forgets the key', async () => {
    using directory = temporary()
    const file = join(directory.path, 'keys.json')
    const key = (name: string, grants: string, ...limits: string[]): string =>
      runKeyCommand(['add', name, '--grants', grants, ...limits], file, NOW).split('\n', 1)[0] ?? ''
    const web = key('web', 'PUBLIC,OWNED,HISTORY', '--daily-usd', '2')
    const boss = key('boss', 'PUBLIC,OWNED,HISTORY,OPERATOR')
    await using g = await createTestGateway({
      environment: { KEYS_FILE: file, ARCHIVE: 'on', RECORD: 'own', DAILY_USD: '5' },
    })
    const ids = foreignPosts(g.x).slice(0, 3)
    const chart = async (more: readonly string[] = []) => {
      const query = `query Chart { posts(ids: ${literal([...ids.map(({ id }) => id), ...more])}) { text } }`
      await g.query(query, {}, { authorization: `Bearer ${web}` })
    }
    await chart(['1'])

    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    const errors: string[] = []
    page.on('pageerror', ({ message }) => errors.push(message))
    const enter = async (text: string): Promise<void> => {
      await page.getByLabel('API key', { exact: true }).fill(text)
      await page.getByRole('button', { name: 'Use key' }).click()
    }
    await page.goto(`${g.url}/#/gateway`)
    await enter('not a key')
    await page.getByText('This key is wrong, revoked or expired').waitFor()
    await expectSound(page, 'key-entry')

    await enter(web)
    await page.getByText('Enter an API key that grants OPERATOR.').waitFor()
    await page.getByText('API key “web”').waitFor()
    const link = page.getByRole('navigation').getByRole('link', { name: 'Gateway' })
    expect(await link.count()).toBe(0)

    await enter(boss)
    const table = (name: string) => page.getByRole('region', { name }).getByRole('table')
    const cells = async (name: string, row: string) =>
      (await table(name).getByRole('row', { name: row }).getByRole('cell').allInnerTexts()).map(
        (text) => text.trim(),
      )
    await table('API keys').waitFor()
    expect(await link.count()).toBe(1)
    expect(await cells('API keys', 'web')).toEqual([
      ...['web\nPUBLIC, OWNED, HISTORY', 'no limit', 'never'],
      ...['$0.015 / $2.00', '$0.015'],
    ])
    const uses = 'Chart\nkey “web”'
    expect(await cells('Operations', 'Chart')).toEqual([uses, '1', '3', '$0.015'])
    const charts = page.getByRole('region', { name: 'Last hour' }).getByRole('img')
    await charts
      .filter({ has: page.locator('title') })
      .first()
      .waitFor()
    expect(await charts.count()).toBe(4)
    expect(await charts.nth(3).getAttribute('aria-label')).toMatch(
      /^Estimated cost by minute in the last hour: \$\d+\.\d+ in all/,
    )
    expect(await cells('Errors of the last hour', 'POST_NOT_FOUND')).toMatchObject({ 1: '1' })
    expect(await cells('Rate limits', 'App')).toMatchObject({ 0: 'GET /2/tweets\nApp' })
    const [account] = await cells('Accounts', '@haldenroasters')
    expect(account).toBe('@haldenroasters\nRecorded')
    // The page reads the state again without a click.
    await chart()
    await expect
      .poll(() => cells('Operations', 'Chart'), { timeout: 15_000 })
      .toEqual([uses, '2', '6', '$0.015'])
    await expectSound(page, 'operator')

    await page.getByRole('button', { name: 'Forget key' }).click()
    await page.getByText('This gateway requires an API key.').waitFor()
    expect(await page.context().cookies()).toEqual([])
    expect(errors).toEqual([])
    await page.close()
  }, 90_000)
})
