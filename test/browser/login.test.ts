// Login and logout in a real browser, with the sandbox's consent page.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { hasChromium, launch, NEEDS_CHROMIUM } from '../kit/chromium.ts'
import { createTestGateway } from '../kit/gateway.ts'
import { takeScreenshot } from '../kit/pages.ts'
import { first, postsOf } from '../kit/sandbox/posts.ts'

const WRITER = { id: '1289001122334455808', username: 'inesokafor' }

/** Runs a query from a script of the page. */
const query = (page: Page, text: string) =>
  page.evaluate(async (sent) => {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: sent }),
    })
    return response.json()
  }, text)

describe.runIf(hasChromium)(`in Chromium${NEEDS_CHROMIUM}`, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  it.each([
    ['/auth/login', 'OAUTH2'],
    ['/auth/login/oauth1', 'OAUTH1'],
  ])('%s connects an account, and logging out ends it', async (path, method) => {
    await using g = await createTestGateway({ asX: true })
    const context = await browser.newContext({ viewport: { width: 900, height: 900 } })
    const page = await context.newPage()
    // Users may start at localhost. X redirects them to the callback URL it knows.
    await page.goto(`${g.url.replace('127.0.0.1', 'localhost')}${path}?returnTo=/live`)
    await page.getByText(`@${WRITER.username}`).click()
    await takeScreenshot(page, `consent-${method}`)
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.waitForURL(`${g.url}/live`)

    const { id } = first(postsOf(g.x), ({ authorId }) => authorId === WRITER.id)
    const text = `{ viewer { accounts { owned method user { username } } }
      post(id: "${id}") { organicMetrics { likeCount } } }`
    const { data } = await query(page, text)
    expect(data.viewer.accounts).toContainEqual({
      owned: false,
      method,
      user: { username: WRITER.username },
    })
    expect(data.post.organicMetrics).not.toBeNull()
    expect(await page.evaluate(() => document.cookie)).toBe('')

    // A page of another origin on the same host sends the cookie, and cannot read the response.
    const elsewhere = await context.newPage()
    await elsewhere.goto(g.x.url)
    const stolen = await elsewhere.evaluate(async (url) => {
      const response = await fetch(url, { credentials: 'include' }).catch(() => undefined)
      return response?.text()
    }, `${g.url}/graphql?query={viewer{accounts{user{id}}}}`)
    expect(stolen).toBeUndefined()
    await elsewhere.close()

    await page.goto(`${g.url}/auth/logout?returnTo=/live`)
    await takeScreenshot(page, 'logout')
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.waitForURL(`${g.url}/live`)
    expect(await context.cookies()).toEqual([])
    expect((await query(page, text)).data.post.organicMetrics).toBeNull()
    await context.close()
  })

  it('denied consent leads to a page that offers another login', async () => {
    await using g = await createTestGateway({ asX: true })
    const page = await browser.newPage()
    await page.goto(`${g.url}/auth/login`)
    await page.getByRole('button', { name: 'Deny' }).click()
    await page.getByText('Nothing was stored').waitFor()
    await takeScreenshot(page, 'denied')
    await page.getByRole('link', { name: 'Log in again' }).click()
    await page.getByRole('button', { name: 'Allow' }).waitFor()
    await page.close()
  })
})
