// Checks of a page of the dashboard: accessibility and width, with pictures on demand.

import { mkdirSync } from 'node:fs'

import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const SCREENSHOTS = new URL('../../screenshots/', import.meta.url)
const PICTURES = new URL('../../docs/images/', import.meta.url)

/** `PICTURES=on` writes screenshots of all views, and the documents' pictures. */
// biome-ignore lint/style/noProcessEnv: a switch of the person who runs the test
const isOn = process.env.PICTURES === 'on'

const DESKTOP = { width: 1280, height: 900 }

/** Serious and critical violations of axe's accessibility rules. */
const accessibilityViolations = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe adds itself to window
    const { violations } = await (window as any).axe.run()
    return violations
      .filter(({ impact }: { impact: string }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => `${id}: ${nodes[0]?.html}`)
  })
}

/** Neither wider than the window nor inaccessible, on a desktop and on a phone, light and dark. */
export const expectSound = async (page: Page, name: string): Promise<void> => {
  for (const [width, colorScheme] of [
    [1280, 'light'],
    [390, 'dark'],
    ...(isOn
      ? ([
          [1920, 'light'],
          [1280, 'dark'],
          [390, 'light'],
        ] as const)
      : []),
  ] as const) {
    await page.setViewportSize({ width, height: DESKTOP.height })
    await page.emulateMedia({ colorScheme })
    // Charts take the new width with the next frames.
    const excess = () =>
      page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    await expect.poll(excess, { message: `${name} is wider than ${width}` }).toBeLessThanOrEqual(0)
    const found = await accessibilityViolations(page)
    expect(found, `accessibility of ${name}, ${width}, ${colorScheme}`).toEqual([])
    await takeScreenshot(page, `${name}-${width}-${colorScheme}`, true)
  }
  await page.setViewportSize(DESKTOP)
  await page.emulateMedia({ colorScheme: 'light' })
}

/** A picture in screenshots/. */
export const takeScreenshot = async (page: Page, name: string, fullPage = false): Promise<void> => {
  if (!isOn) return
  mkdirSync(SCREENSHOTS, { recursive: true })
  await page.screenshot({ path: new URL(`${name}.png`, SCREENSHOTS).pathname, fullPage })
}

/** A picture in docs/images. */
export const takePicture = async (page: Page, name: string): Promise<void> => {
  if (!isOn) return
  await page.setViewportSize({ width: 1200, height: 800 })
  await page.screenshot({ path: new URL(`${name}.png`, PICTURES).pathname })
  await page.setViewportSize(DESKTOP)
}
