// Headless Chromium, if it is installed.

import { existsSync } from 'node:fs'

import { type Browser, chromium } from 'playwright-core'

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

const executablePath = PATHS.find((path) => existsSync(path))

export const hasChromium = executablePath !== undefined

/** A suffix for the names of tests that are skipped without Chromium. */
export const NEEDS_CHROMIUM = hasChromium ? '' : ' (skipped: Chromium is not installed)'

let running: Promise<Browser> | undefined

/** Chromium for the tests of a file. It goes on running for other files of the worker, and exits with the worker. */
export const launch = async (): Promise<Browser> => {
  running ??= start()
  const browser = await running
  browser.close = async () => {
    await Promise.all(browser.contexts().map((context) => context.close()))
  }
  return browser
}

/** Launches Chromium without background network requests. */
const start = (): Promise<Browser> =>
  chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
