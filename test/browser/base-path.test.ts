// GraphiQL and the dashboard in a real browser, below a path of a site.

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { hasChromium, launch, NEEDS_CHROMIUM } from '../kit/chromium.ts'
import { createTestGateway } from '../kit/gateway.ts'
import { freePort } from '../kit/redis.ts'

describe.runIf(hasChromium)(`in Chromium${NEEDS_CHROMIUM}`, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  it('the dashboard and GraphiQL work, and link to each other', async () => {
    const port = await freePort()
    const base = `http://127.0.0.1:${port}/team/metrics`
    await using _ = await createTestGateway({
      environment: { PORT: `${port}`, GATEWAY_URL: base },
    })
    const page = await browser.newPage()
    const failed: string[] = []
    page.on('response', (response) => {
      if (response.status() >= 400) failed.push(response.url())
    })
    await page.goto(base)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(page.url()).toBe(`${base}/`)
    await page.getByRole('link', { name: '/graphql' }).click()
    await page.locator('.graphiql-query-editor .monaco-editor').first().waitFor()
    expect(page.url()).toBe(`${base}/graphql`)
    await page.getByText(/X rate limit: /).waitFor()
    await page.getByRole('link', { name: 'Dashboard' }).click()
    await page.waitForURL(`${base}/`)
    expect(failed).toEqual([])
    await page.close()
  })
})
