// GraphiQL in a real browser, with the page's Content-Security-Policy. The tests share a gateway and, as the page is large,
// the pages that they open.

import { mkdirSync } from 'node:fs'

import axe from 'axe-core'
import type { Browser, BrowserContext, Page, Response } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { WorldPost } from '../../sandbox/index.ts'
import { hasChromium, launch, NEEDS_CHROMIUM } from '../kit/chromium.ts'
import { createTestGateway, type TestGateway } from '../kit/gateway.ts'
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

/** Counts what a page loads. */
const createByteCount = (page: Page) => {
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
  return async (): Promise<number> => {
    await expect.poll(() => [...pending]).toEqual([])
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  }
}

const DESKTOP = { width: 1280, height: 800 }

describe.runIf(hasChromium)(`in Chromium${NEEDS_CHROMIUM}`, () => {
  let browser: Browser
  let g: TestGateway
  let context: BrowserContext
  let desktop: Awaited<ReturnType<typeof open>>

  const open = async (address: string, viewport = DESKTOP, inContext = context) => {
    const page = await inContext.newPage()
    await page.setViewportSize(viewport)
    const problems = await problemsOf(page)
    const bytes = createByteCount(page)
    await page.goto(address)
    await page.locator('.graphiql-query-editor .monaco-editor').first().waitFor()
    await page.locator('.graphiql-tab-active').waitFor()
    return { page, problems, bytes }
  }

  beforeAll(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true })
    browser = await launch()
    g = await createTestGateway({
      asX: true,
      environment: { LIVE_LEAST_SECONDS: '1' },
      now: Date.now,
    })
    context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
    desktop = await open(`${g.url}/graphql`)
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await g[Symbol.asyncDispose]()
  })

  const screenshot = (page: Page, name: string) =>
    page.screenshot({ path: new URL(`${name}.png`, SCREENSHOTS).pathname })
  const run = (page: Page) => page.getByRole('button', { name: /^execute/i }).click()
  const editor = (page: Page, of: string) => page.locator(`.graphiql-${of} .view-lines`).first()
  const tabs = (page: Page) => page.locator('.graphiql-tab').allInnerTexts()

  it('loads less than 3 MB at the first visit, and less than 100 kB at the second; the bar shows cost and rate limits, and has login and logout', async () => {
    const first = await desktop.bytes()
    expect(first).toBeLessThan(3_000_000)
    expect(first).toBeGreaterThan(1_000_000)
    const { page, problems, bytes } = await open(`${g.url}/graphql`, { width: 390, height: 844 })
    expect(await bytes()).toBeLessThan(100_000)
    expect(await tabs(page)).toEqual(await tabs(desktop.page))
    await page.emulateMedia({ colorScheme: 'dark' })
    const bar = page.getByRole('banner')
    await bar.getByText('@haldenroasters (the gateway’s own)').waitFor()
    expect(await bar.getByRole('button', { name: 'Log out' }).count()).toBe(0)

    await bar.getByLabel('Price before running').check()
    g.takeRequests()
    await run(page)
    await bar.getByText(/^Not run\. It costs at most: \d calls?, .+, \$\d\.\d\d\d\./).waitFor()
    await page.locator('.graphiql-response').getByText('"upstream"').waitFor()
    expect(g.takeRequests()).toEqual([])
    await screenshot(page, 'graphiql-price')
    await bar.getByLabel('Price before running').uncheck()
    await run(page)
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
    await screenshot(page, 'graphiql-390-dark')

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
    await page.close()
  }, 60_000)

  it('opens ready operations at the first click, moves tabs, and shares a query with its variables', async () => {
    const { page, problems } = desktop
    const shows = (of: string, text: string) =>
      expect.poll(() => editor(page, of).innerText(), { timeout: 10_000 }).toContain(text)
    for (const name of ['Timeline', 'Quote', 'OwnPosts', 'MixedList']) {
      await page.getByRole('tab').getByRole('button', { name, exact: true }).click()
      await shows('query-editor', `${name}(`)
      expect(await page.locator('.graphiql-tab-active').innerText()).toBe(name)
    }
    await shows('editor-tool', '987654320000')
    expect(new URL(page.url()).search).toBe('')

    const before = await tabs(page)
    const [from, to] = await Promise.all(
      [1, 3].map((index) => page.locator('.graphiql-tab').nth(index).boundingBox()),
    )
    if (!from || !to) throw new TypeError('Two tabs are shown.')
    const y = from.y + from.height / 2
    await page.mouse.move(from.x + 20, y)
    await page.mouse.down()
    await page.mouse.move(to.x + 40, y, { steps: 20 })
    // The tab follows the pointer.
    await expect
      .poll(
        async () => (await page.locator('.graphiql-tab', { hasText: 'Timeline' }).boundingBox())?.x,
      )
      .toBeCloseTo(to.x + 20, -1)
    await page.mouse.up()
    const [kept, moved, next, last, ...others] = before
    await expect.poll(() => tabs(page)).toEqual([kept, next, last, moved, ...others])

    // The editor of the response draws only the lines in view.
    const isAnswer = (response: Response): boolean =>
      response.request().postData()?.includes('MixedList') === true
    const [answer] = await Promise.all([page.waitForResponse(isAnswer), run(page)])
    expect(await answer.text()).toContain('POST_NOT_FOUND')
    await page.getByRole('button', { name: 'Show History' }).click()
    await page.locator('.graphiql-history-items').getByText('MixedList').waitFor()
    await screenshot(page, 'graphiql-history')

    await page.getByRole('button', { name: 'Copy link' }).click()
    await page.getByRole('button', { name: 'Link copied' }).waitFor()
    const link = await page.evaluate(() => navigator.clipboard.readText())
    expect(link).toMatch(new RegExp(`^${g.url}/graphql#query=`))
    expect(decodeURIComponent(link)).toContain('987654320000')
    const other = await browser.newContext()
    const { page: fresh } = await open(link, DESKTOP, other)
    await expect.poll(() => editor(fresh, 'query-editor').innerText()).toContain('MixedList(')
    await run(fresh)
    await fresh.locator('.graphiql-response').getByText('POST_NOT_FOUND').waitFor()
    expect(fresh.url()).toBe(`${g.url}/graphql`)
    expect(await fresh.locator('.graphiql-tab-active').innerText()).toBe('MixedList')
    expect(problems()).toEqual([])
    await other.close()
  }, 60_000)

  /** Replaces the query of the open tab. */
  const enter = async (page: Page, text: string): Promise<void> => {
    await page.locator('.graphiql-query-editor .monaco-editor').first().click()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.press('Delete')
    await page.keyboard.insertText(text)
    // GraphiQL has noticed that the operation of the tab is gone.
    await page.locator('.graphiql-tab-active').getByText('<untitled>').waitFor()
    await page.keyboard.press('Escape')
  }

  it('completes, validates and runs a query without violating the page’s policy', async () => {
    const { page, problems } = desktop
    const { id } = first(foreignPosts(g.x))
    await enter(page, '{ post(id: "20") { id nothing ')
    // The language worker has loaded the schema.
    const error = page.locator('.graphiql-query-editor .squiggly-error').first()
    await error.waitFor({ state: 'attached' })
    await enter(page, `{ post(id: "${id}") { id publicMetrics { likeCount } } }`)
    // On a slow machine a list of suggestions may still open and take the key.
    const response = page.locator('.graphiql-response')
    await expect
      .poll(
        async () => {
          await page.keyboard.press('Escape')
          await run(page)
          await response
            .getByText(`"${id}"`)
            .waitFor({ timeout: 3000 })
            .catch(() => {})
          return response.innerText()
        },
        { timeout: 40_000 },
      )
      .toContain('likeCount')
    await screenshot(page, 'graphiql')
    expect(problems()).toEqual([])
  }, 60_000)

  it('a subscription shows changes without further interaction', async () => {
    const { page, problems } = desktop
    const [id, post] = first([...(g.x.world.posts as Map<string, WorldPost>)], ([each]) =>
      foreignPosts(g.x).some((foreign) => foreign.id === each),
    )
    await enter(
      page,
      `subscription { postMetrics(ids: ["${id}"], every: 1) { at posts { text } lost { code } } }`,
    )
    const response = page.locator('.graphiql-response')
    await page.getByLabel('Price before running').check()
    await run(page)
    await page.getByText(/^Not run\. It costs at most: \d calls?, \d posts? read/).waitFor()
    await response.getByText('"upstream"').waitFor()
    await page.getByLabel('Price before running').uncheck()
    await run(page)
    await response.getByText(`"posts"`).waitFor()
    await page.getByText(/^Last response: \d calls?, \d posts? read/).waitFor()
    const posts = g.x.world.posts as Map<string, WorldPost>
    posts.set(id, { ...post, text: 'new text' })
    await response.getByText('new text').waitFor()
    posts.delete(id)
    await response.getByText('POST_NOT_FOUND').waitFor()
    await screenshot(page, 'graphiql-live')
    await page.getByRole('button', { name: /^stop/i }).click()
    // The subscription has ended at the gateway.
    await expect
      .poll(async () => (await fetch(`${g.url}/metrics`)).text(), { timeout: 5000 })
      .toContain('gateway_live_subscribers 0\n')
    expect(problems()).toEqual([])
  }, 60_000)

  it('EventSource on a page of the gateway gets events whose id is the cursor', async () => {
    const { id } = first(foreignPosts(g.x))
    const query = `subscription { postMetrics(ids: ["${id}"]) { posts { id } cursor } }`
    const event = await desktop.page.evaluate(
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
  }, 60_000)
})
