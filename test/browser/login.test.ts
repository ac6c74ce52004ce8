// The whole login in a real browser: from the gateway over the sandbox's consent page and back, and out again.

import { mkdirSync } from 'node:fs'

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { hasChromium, launch, NEEDS_CHROMIUM } from '../kit/chromium.ts'
import { createTestGateway } from '../kit/gateway.ts'
import { first, postsOf } from '../kit/sandbox/find.ts'

const WRITER = { id: '1289001122334455808', username: 'inesokafor' }
const SCREENSHOTS = new URL('../../screenshots/', import.meta.url)

/** As a script of the gateway's own page asks. */
const ask = (page: Page, query: string) =>
  page.evaluate(async (text) => {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: text }),
    })
    return response.json()
  }, query)

describe.runIf(hasChromium)(`in Chromium${NEEDS_CHROMIUM}`, () => {
  let browser: Browser
  beforeAll(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true })
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
    // At localhost, as many will; people come back to where X knows the gateway to be.
    await page.goto(`${g.url.replace('127.0.0.1', 'localhost')}${path}?returnTo=/graphql`)
    await page.getByText(`@${WRITER.username}`).click()
    await page.screenshot({ path: new URL(`consent-${method}.png`, SCREENSHOTS).pathname })
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.waitForURL(`${g.url}/graphql`)

    const { id } = first(postsOf(g.x), ({ authorId }) => authorId === WRITER.id)
    const question = `{ viewer { accounts { owned method user { username } } }
      post(id: "${id}") { organicMetrics { likeCount } } }`
    const { data } = await ask(page, question)
    expect(data.viewer.accounts).toContainEqual({
      owned: false,
      method,
      user: { username: WRITER.username },
    })
    expect(data.post.organicMetrics).not.toBeNull()
    expect(await page.evaluate(() => document.cookie)).toBe('')

    // A page of another origin on the same machine sends the cookie along, and still gets nothing of it.
    const elsewhere = await context.newPage()
    await elsewhere.goto(g.x.url)
    const stolen = await elsewhere.evaluate(async (url) => {
      const answer = await fetch(url, { credentials: 'include' }).catch(() => undefined)
      return answer?.text()
    }, `${g.url}/graphql?query={viewer{accounts{user{id}}}}`)
    expect(stolen).toBeUndefined()
    await elsewhere.close()

    await page.goto(`${g.url}/auth/logout`)
    await page.screenshot({ path: new URL('logout.png', SCREENSHOTS).pathname })
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.waitForURL(`${g.url}/graphql`)
    expect(await context.cookies()).toEqual([])
    expect((await ask(page, question)).data.post.organicMetrics).toBeNull()
    await context.close()
  })

  it('a refusal is a page that says what to do', async () => {
    await using g = await createTestGateway({ asX: true })
    const page = await browser.newPage()
    await page.goto(`${g.url}/auth/login`)
    await page.getByRole('button', { name: 'Deny' }).click()
    await page.getByText('Nothing was stored').waitFor()
    await page.screenshot({ path: new URL('denied.png', SCREENSHOTS).pathname })
    await page.getByRole('link', { name: 'Log in again' }).click()
    await page.getByRole('button', { name: 'Allow' }).waitFor()
    await page.close()
  })
})
