/**
 * From key to paint, inside the window: the key's own time stamp, to the first task after the frame in which a
 * change of the page was drawn. The same for the floor (an echo that asks nobody) and for what is measured.
 */
import type { Page } from 'playwright-core'
import { searchBox } from './desk.ts'

declare global {
  interface Window {
    paintProbe: { keyAt: number; arm(selector: string, attribute: string, value: string): void; echo(): void; done: Promise<number> }
  }
}

/** Puts the probe into the page. Call once for each page. */
export async function installProbe(page: Page): Promise<void> {
  await page.evaluate(() => {
    const afterPaint = (work: () => void) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = work
        port2.postMessage(0)
      })
    const probe: Window['paintProbe'] = {
      keyAt: 0,
      done: Promise.resolve(0),
      arm(selector, attribute, value) {
        probe.done = new Promise((resolve) => {
          const look = () => {
            if (document.querySelector(selector)?.getAttribute(attribute) !== value) return
            observer.disconnect()
            afterPaint(() => resolve(performance.now() - probe.keyAt))
          }
          const observer = new MutationObserver(look)
          observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: [attribute] })
        })
      },
      echo() {
        probe.done = new Promise((resolve) => {
          addEventListener('keydown', () => afterPaint(() => resolve(performance.now() - probe.keyAt)), { once: true })
        })
      },
    }
    addEventListener('keydown', (event) => (probe.keyAt = event.timeStamp), { capture: true })
    window.paintProbe = probe
  })
}

/** Milliseconds from this key to the painted change that it leads to. */
export async function keyToChange(page: Page, key: string, change: { selector: string; attribute: string; value: string }): Promise<number> {
  await page.evaluate(({ selector, attribute, value }) => window.paintProbe.arm(selector, attribute, value), change)
  await page.keyboard.press(key)
  return painted(page, `${key} to lead to ${change.selector}`)
}

/** Longest wait for a painted change, in ms. Far above any bound: what takes longer is broken, not slow. */
const LONGEST_MS = 30_000

/** A change that never comes ends the measurement with what the window shows instead; it would wait for ever. */
async function painted(page: Page, awaited: string): Promise<number> {
  const ms = await page.evaluate((longest) => Promise.race([window.paintProbe.done, new Promise<null>((resolve) => setTimeout(() => resolve(null), longest))]), LONGEST_MS)
  if (ms !== null) return ms
  throw new Error(`waited ${LONGEST_MS} ms for ${awaited}; the window shows:\n${await page.locator('body').ariaSnapshot()}`)
}

/** Milliseconds from a key that runs no query to the frame that shows its echo. */
export async function keyToEcho(page: Page, key: string): Promise<number> {
  await page.evaluate(() => window.paintProbe.echo())
  await page.keyboard.press(key)
  return painted(page, `the echo of ${key}`)
}

/** The floor: so many echoes. A space behind a space asks nothing new: the same words are searched already. */
export async function echoes(page: Page, count: number): Promise<number[]> {
  await searchBox(page).fill('floor ')
  const measured: number[] = []
  for (let index = 0; index < count; index += 1) measured.push(await keyToEcho(page, index % 2 === 0 ? 'Space' : 'Backspace'))
  return measured
}
