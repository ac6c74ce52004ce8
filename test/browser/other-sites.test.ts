// Pages of other origins in a real browser with a session of the gateway.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { hasChromium, launch, NEEDS_CHROMIUM } from '../kit/chromium.ts'
import { createTestGateway, type TestGateway } from '../kit/gateway.ts'
import { sandboxAt } from '../kit/sandbox/call.ts'
import { first, foreignPosts } from '../kit/sandbox/posts.ts'

const WRITER = { id: '1289001122334455808', username: 'inesokafor' }

/** A page of the sandbox: the same site, because ports do not count, and another origin. */
const openSandboxPage = async (context: BrowserContext, g: TestGateway): Promise<Page> => {
  const page = await context.newPage()
  await page.goto(g.x.url)
  return page
}

/** An empty page at localhost, which is another site than 127.0.0.1. */
const startOtherSite = async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const loggedIn = async (browser: Browser, g: TestGateway): Promise<BrowserContext> => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${g.url}/auth/login?returnTo=/live`)
  await page.getByText(`@${WRITER.username}`).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.waitForURL(`${g.url}/live`)
  await page.close()
  return context
}

const ACCOUNTS = '{ viewer { accounts { owned user { id } } } }'

/** Sends a query that needs a preflight, with cookies. */
const queryAccounts = (page: Page, url: string) =>
  page.evaluate(
    async ({ url, query }) => {
      try {
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          credentials: 'include',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query }),
        })
        return await response.json()
      } catch (error) {
        return String(error)
      }
    },
    { url, query: ACCOUNTS },
  )

describe.runIf(hasChromium)(`in Chromium${NEEDS_CHROMIUM}`, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  it('images, forms and scripts of unlisted origins have no effect', async () => {
    await using g = await createTestGateway({ asX: true })
    const context = await loggedIn(browser, g)
    const page = await context.newPage()
    await using site = await startOtherSite()
    await page.goto(site.url)
    g.takeRequests()
    const query = `{ post(id: "${first(foreignPosts(g.x)).id}") { text } }`

    const shown = await page.evaluate(
      (source) =>
        new Promise((resolve) => {
          const image = new Image()
          for (const outcome of ['load', 'error']) {
            image.addEventListener(outcome, () => resolve(outcome))
          }
          image.src = source
        }),
      `${g.url}/graphql?${new URLSearchParams({ query })}`,
    )
    expect(shown).toBe('error')
    expect(g.takeRequests()).toEqual([])

    expect(await queryAccounts(page, g.url)).toMatch(/Failed to fetch/)

    const form = page.waitForNavigation()
    await page.evaluate(
      ([action, name]) => {
        const made = document.createElement('form')
        Object.assign(made, { method: 'post', action, enctype: 'text/plain' })
        const field = document.createElement('textarea')
        Object.assign(field, { name: name?.slice(0, -2), value: '"}' })
        made.append(field)
        document.body.append(made)
        made.submit()
      },
      [`${g.url}/graphql`, JSON.stringify({ query, operationName: '' })],
    )
    expect((await form)?.status()).toBe(403)

    expect(g.takeRequests()).toEqual([])
    await context.close()
  })

  it('a listed origin uses the visitor’s session, without the rights of this machine', async () => {
    await using x = await sandboxAt({ limits: '2026' })
    await using g = await createTestGateway({
      on: x,
      asX: true,
      environment: { CORS_ORIGINS: x.url },
    })
    const context = await loggedIn(browser, g)
    const { data } = await queryAccounts(await openSandboxPage(context, g), g.url)
    expect(data.viewer.accounts).toEqual([{ owned: false, user: { id: WRITER.id } }])
    await context.close()
  })

  it('with *, pages get public data only, also with cookies', async () => {
    await using g = await createTestGateway({ asX: true, environment: { CORS_ORIGINS: '*' } })
    const context = await loggedIn(browser, g)
    const page = await openSandboxPage(context, g)
    // The browser hides responses to requests with cookies.
    expect(await queryAccounts(page, g.url)).toMatch(/Failed to fetch/)
    const response = await page.evaluate(
      async ({ url, query }) => {
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query }),
        })
        return response.json()
      },
      { url: g.url, query: ACCOUNTS },
    )
    expect(response.data.viewer.accounts).toEqual([])
    await context.close()
  })
})
