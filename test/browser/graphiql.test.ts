// GraphiQL in a real browser, under the policy that its page comes with.

import { mkdirSync } from 'node:fs'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { hasChromium, launch, NEEDS_CHROMIUM } from '../helpers/chromium.ts'
import { createTestGateway } from '../helpers/gateway.ts'
import { first, foreignPosts } from '../sandbox/helpers/find.ts'

const SCREENSHOTS = new URL('../../screenshots/', import.meta.url)

describe.runIf(hasChromium)(`in Chromium${NEEDS_CHROMIUM}`, () => {
  let browser: Browser
  beforeAll(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true })
    browser = await launch()
  })
  afterAll(() => browser.close())

  it('a query is completed, checked and answered, and nothing breaks the page’s policy', async () => {
    await using g = await createTestGateway()
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const page = await context.newPage()
    const said: string[] = []
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
    page.on('pageerror', (error) => said.push(`thrown: ${error.message}`))
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        console.error(`breaks ${violatedDirective}: ${blockedURI}`),
      )
    })
    await page.goto(`${g.url}/graphql`)

    const { id } = first(foreignPosts(g.x))
    const editor = page.locator('.graphiql-query-editor .monaco-editor').first()
    await editor.click()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type('{ post(id: "20") { id nothing ')
    // The language’s worker has read the schema.
    await page
      .locator('.graphiql-query-editor .squiggly-error')
      .first()
      .waitFor({ state: 'attached' })
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.press('Delete')
    await page.keyboard.insertText(`{ post(id: "${id}") { id publicMetrics { likeCount } } }`)
    // On a slow machine a list of suggestions may still come up and take what is pressed.
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

    expect(said.filter((line) => /^(error|warning|thrown)|polic/i.test(line))).toEqual([])
    await context.close()
  }, 60_000)
})
