// GraphiQL in a real browser, with the page's Content-Security-Policy.

import { mkdirSync } from 'node:fs'

import axe from 'axe-core'
import type { Browser, Page, Response } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { WorldPost } from '../../sandbox/index.ts'
import { hasChromium, launch, NEEDS_CHROMIUM } from '../kit/chromium.ts'
import { createTestGateway } from '../kit/gateway.ts'
import { first, foreignPosts } from '../kit/sandbox/posts.ts'

const SCREENSHOTS = new URL('../../screenshots/', import.meta.url)

/** Collects errors and policy violations of a page. */
const problemsOf = async (page: Page): Promise<() => string[]> => {
  const messages: string[] = []
  page.on('console', (message) => {
    // The consent page has no icon.
    if (!message.location().url.endsWith('/favicon.ico')) {
      messages.push(`${message.type()}: ${message.text()}`)
    }
  })
  page.on('pageerror', (error) => messages.push(`thrown: ${error.message}`))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error(`breaks ${violatedDirective}: ${blockedURI}`),
    )
  })
  return () => messages.filter((line) => /^(error|warning|thrown)|polic/i.test(line))
}

describe.runIf(hasChromium)(`in Chromium${NEEDS_CHROMIUM}`, () => {
  let browser: Browser
  beforeAll(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true })
    browser = await launch()
  })
  afterAll(() => browser.close())

  it('completes, validates and runs a query without violating the page’s policy', async () => {
    await using g = await createTestGateway()
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const page = await context.newPage()
    const problems = await problemsOf(page)
    await page.goto(`${g.url}/graphql`)

    const { id } = first(foreignPosts(g.x))
    const editor = page.locator('.graphiql-query-editor .monaco-editor').first()
    await editor.click()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type('{ post(id: "20") { id nothing ')
    // The language worker has loaded the schema.
    await page
      .locator('.graphiql-query-editor .squiggly-error')
      .first()
      .waitFor({ state: 'attached' })
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.press('Delete')
    await page.keyboard.insertText(`{ post(id: "${id}") { id publicMetrics { likeCount } } }`)
    // On a slow machine a list of suggestions may still open and take the key.
    const response = page.locator('.graphiql-response')
    await expect
      .poll(
        async () => {
          await page.keyboard.press('Escape')
          await page.getByRole('button', { name: /^execute/i }).click()
          await response
            .getByText(`"${id}"`)
            .waitFor({ timeout: 3000 })
            .catch(() => {})
          return response.innerText()
        },
        { timeout: 40_000 },
      )
      .toContain('likeCount')
    await page.screenshot({ path: new URL('graphiql.png', SCREENSHOTS).pathname })

    expect(problems()).toEqual([])
    await context.close()
  }, 60_000)

  it('loads less than 3 MB at the first visit, and less than 100 kB at the second', async () => {
    await using g = await createTestGateway()
    const context = await browser.newContext()
    const visit = async (): Promise<number> => {
      const page = await context.newPage()
      const sizes: Promise<number>[] = []
      const pending = new Set<string>()
      page.on('request', (request) => pending.add(request.url()))
      page.on('requestfailed', (request) => pending.delete(request.url()))
      page.on('requestfinished', (request) => {
        pending.delete(request.url())
        sizes.push(
          request
            .sizes()
            .then((size) => size.responseHeadersSize + size.responseBodySize)
            .catch(() => 0),
        )
      })
      await page.goto(`${g.url}/graphql`)
      await page.locator('.graphiql-query-editor .monaco-editor').first().waitFor()
      await page.locator('.graphiql-tab-active').waitFor()
      await expect.poll(() => [...pending]).toEqual([])
      const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
      await page.close()
      return bytes
    }
    const [first, second] = [await visit(), await visit()]
    expect(first).toBeLessThan(3_000_000)
    expect(first).toBeGreaterThan(1_000_000)
    expect(second).toBeLessThan(100_000)
    await context.close()
  })

  it('the bar shows cost and rate limits, and has login and logout', async () => {
    await using g = await createTestGateway({ asX: true })
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    })
    const page = await context.newPage()
    const problems = await problemsOf(page)
    await page.goto(`${g.url}/graphql`)
    const bar = page.getByRole('banner')
    await bar.getByText('@haldenroasters (the gateway’s own)').waitFor()
    expect(await bar.getByRole('button', { name: 'Log out' }).count()).toBe(0)

    await bar.getByLabel('Price before running').check()
    g.takeRequests()
    await page.getByRole('button', { name: /^execute/i }).click()
    await bar.getByText(/^Not run\. It costs at most: \d calls?, .+, \$\d\.\d\d\d\./).waitFor()
    await page.locator('.graphiql-response').getByText('"upstream"').waitFor()
    expect(g.takeRequests()).toEqual([])
    await page.screenshot({ path: new URL('graphiql-price.png', SCREENSHOTS).pathname })
    await bar.getByLabel('Price before running').uncheck()
    await page.getByRole('button', { name: /^execute/i }).click()
    await bar.getByText(/^Last response: 1 call, \d posts read, 0 cached, \$0\.0\d\d\.$/).waitFor()
    await bar
      .getByText(/^X rate limit: [\d,]+ of [\d,]+ calls left to GET \/2\/\S+ \(\w+\) until .+\.$/)
      .waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    // Only the bar is checked: GraphiQL itself is a dependency.
    await page.evaluate(axe.source)
    const violations = await page.evaluate(async () => {
      // biome-ignore lint/suspicious/noExplicitAny: axe puts itself there
      const result = await (window as any).axe.run('#bar')
      return result.violations.map(({ id }: { id: string }) => id)
    })
    expect(violations).toEqual([])
    await page.screenshot({ path: new URL('graphiql-390-dark.png', SCREENSHOTS).pathname })

    await bar.getByRole('link', { name: 'Log in with X' }).click()
    await page.getByText('@inesokafor').click()
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.waitForURL(`${g.url}/graphql`)
    await bar.getByText(/, @inesokafor$/).waitFor()
    await bar.getByRole('link', { name: 'Connect another account' }).waitFor()

    await bar.getByRole('button', { name: 'Log out' }).click()
    await bar.getByRole('link', { name: 'Log in with X' }).waitFor()
    expect(await bar.innerText()).not.toContain('@inesokafor')
    expect(await bar.getByRole('link', { name: 'Dashboard' }).getAttribute('href')).toBe('/')
    expect(await context.cookies()).toEqual([])
    expect(problems()).toEqual([])
    await context.close()
  }, 60_000)

  it('opens ready operations at the first click, and shares a query with its variables', async () => {
    await using g = await createTestGateway()
    const permissions = ['clipboard-read', 'clipboard-write']
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions,
    })
    const page = await context.newPage()
    const problems = await problemsOf(page)
    const open = async (address: string): Promise<void> => {
      await page.goto(address)
      await page.locator('.graphiql-query-editor .monaco-editor').first().waitFor()
      await page.locator('.graphiql-tab-active').waitFor()
    }
    const editor = (of: string) => page.locator(`.graphiql-${of} .view-lines`).first()
    const shows = (of: string, text: string) =>
      expect.poll(() => editor(of).innerText(), { timeout: 10_000 }).toContain(text)
    await open(`${g.url}/graphql`)
    for (const name of ['Timeline', 'Quote', 'OwnPosts', 'MixedList']) {
      await page.getByRole('tab').getByRole('button', { name, exact: true }).click()
      await shows('query-editor', `${name}(`)
      expect(await page.locator('.graphiql-tab-active').innerText()).toBe(name)
    }
    await shows('editor-tool', '987654320000')
    expect(new URL(page.url()).search).toBe('')

    // The editor of the response draws only the lines in view.
    const isAnswer = (response: Response): boolean =>
      response.request().postData()?.includes('MixedList') === true
    const [answer] = await Promise.all([
      page.waitForResponse(isAnswer),
      page.getByRole('button', { name: /^execute/i }).click(),
    ])
    expect(await answer.text()).toContain('POST_NOT_FOUND')
    await page.getByRole('button', { name: 'Show History' }).click()
    await page.locator('.graphiql-history-items').getByText('MixedList').waitFor()
    await page.screenshot({ path: new URL('graphiql-history.png', SCREENSHOTS).pathname })

    await page.getByRole('button', { name: 'Copy link' }).click()
    await page.getByRole('button', { name: 'Link copied' }).waitFor()
    const link = await page.evaluate(() => navigator.clipboard.readText())
    expect(link).toMatch(new RegExp(`^${g.url}/graphql#query=`))
    expect(decodeURIComponent(link)).toContain('987654320000')
    const other = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    await context.close()
    const fresh = await other.newPage()
    await fresh.goto(link)
    await expect
      .poll(() => fresh.locator('.graphiql-query-editor .view-lines').first().innerText())
      .toContain('MixedList(')
    await fresh.getByRole('button', { name: /^execute/i }).click()
    await fresh.locator('.graphiql-response').getByText('POST_NOT_FOUND').waitFor()
    expect(fresh.url()).toBe(`${g.url}/graphql`)
    expect(await fresh.locator('.graphiql-tab-active').innerText()).toBe('MixedList')
    expect(problems()).toEqual([])
    await other.close()
  }, 60_000)

  it('a subscription shows changes without further interaction', async () => {
    await using g = await createTestGateway({
      environment: { LIVE_LEAST_SECONDS: '1' },
      now: Date.now,
    })
    const [id, post] = first([...(g.x.world.posts as Map<string, WorldPost>)], ([each]) =>
      foreignPosts(g.x).some((foreign) => foreign.id === each),
    )
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const page = await context.newPage()
    await page.goto(`${g.url}/graphql`)
    await page.locator('.graphiql-query-editor .monaco-editor').first().click()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.press('Delete')
    await page.keyboard.insertText(
      `subscription { postMetrics(ids: ["${id}"], every: 1) { at posts { text } lost { code } } }`,
    )
    // GraphiQL has noticed that the operation OwnPosts is gone.
    await page.locator('.graphiql-tab').getByText('<untitled>').waitFor()
    await page.keyboard.press('Escape')
    const response = page.locator('.graphiql-response')
    await page.getByLabel('Price before running').check()
    await page.getByRole('button', { name: /^execute/i }).click()
    await page.getByText(/^Not run\. It costs at most: 1 call, 1 post read/).waitFor()
    await response.getByText('"upstream"').waitFor()
    await page.getByLabel('Price before running').uncheck()
    await page.getByRole('button', { name: /^execute/i }).click()
    await response.getByText(`"posts"`).waitFor()
    await page.getByText(/^Last response: 1 call, 1 post read/).waitFor()
    const posts = g.x.world.posts as Map<string, WorldPost>
    posts.set(id, { ...post, text: 'new text' })
    await response.getByText('new text').waitFor()
    posts.delete(id)
    await response.getByText('POST_NOT_FOUND').waitFor()
    await page.screenshot({ path: new URL('graphiql-live.png', SCREENSHOTS).pathname })
    await page.getByRole('button', { name: /^stop/i }).click()
    // The subscription has ended at the gateway.
    await expect
      .poll(async () => (await fetch(`${g.url}/metrics`)).text(), { timeout: 5000 })
      .toContain('gateway_live_subscribers 0\n')
    await context.close()
  }, 60_000)

  it('EventSource on a page of the gateway gets events whose id is the cursor', async () => {
    await using g = await createTestGateway()
    const { id } = first(foreignPosts(g.x))
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${g.url}/graphql`)
    const query = `subscription { postMetrics(ids: ["${id}"]) { posts { id } cursor } }`
    const event = await page.evaluate(
      (address) =>
        new Promise((resolve) => {
          const source = new EventSource(address)
          source.addEventListener('next', ({ data, lastEventId }) => {
            source.close()
            resolve({ ...JSON.parse(data).data.postMetrics, lastEventId })
          })
        }),
      `/graphql?${new URLSearchParams({ query })}`,
    )
    expect(event).toMatchObject({ posts: [{ id }], cursor: expect.any(String) })
    expect((event as { lastEventId: string }).lastEventId).toBe(
      (event as { cursor: string }).cursor,
    )
    await context.close()
  }, 60_000)
})
