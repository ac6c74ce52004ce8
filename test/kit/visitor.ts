// A visitor of the dashboard in Chromium: a browser context in one locale and time zone, whose errors are collected.

import type { Browser, BrowserContext } from 'playwright-core'

export interface Visitor {
  readonly context: BrowserContext
  /** Uncaught errors, errors on the console, and violations of the Content-Security-Policy. */
  readonly errors: readonly string[]
}

/** The test chooses the file of a download: headless Chromium has no dialog for it. */
const withoutFilePicker = (): void => {
  Reflect.deleteProperty(window, 'showSaveFilePicker')
}

const reportViolations = (): void => {
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    console.error(`CSP violation: ${violatedDirective}: ${blockedURI}`),
  )
}

/** @param now the fixed time of the browser; its own clock if left out */
export const visit = async (browser: Browser, now?: number): Promise<Visitor> => {
  const errors: string[] = []
  const context = await browser.newContext({
    ...{ viewport: { width: 1280, height: 900 }, locale: 'en-US', timezoneId: 'UTC' },
  })
  if (now !== undefined) await context.clock.setFixedTime(now)
  context.on('weberror', (error) => errors.push(`uncaught: ${error.error().message}`))
  context.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
      errors.push(message.text())
  })
  await context.addInitScript(reportViolations)
  await context.addInitScript(withoutFilePicker)
  return { context, errors }
}
