/**
 * From pointer to paint, inside the window: from the move's own time stamp to the first task after the frame in which the price was
 * drawn. `worked` is from the first listener of the move to the price in the document: the work itself, without waiting for the frame.
 */
import type { Page } from 'playwright-core'

export type Drag = { painted: number; worked: number }
type Probe = { movedAt: number; heardAt: number; worked: number; wait(what: 'floor' | 'price'): void; done: Promise<Drag | null> }
declare global {
  interface Window { dragProbe: Probe }
}

/** Longest wait for a painted change, in ms: a move to the place where it is already draws nothing. */
const LONGEST_MS = 1_000

export async function installDragProbe(page: Page): Promise<void> {
  await page.evaluate((longest) => {
    const afterPaint = (work: () => void) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = work
        port2.postMessage(0)
      })
    const echo = document.createElement('i')
    echo.style.cssText = 'position:fixed;z-index:9;width:4px;height:4px;background:#888;pointer-events:none'
    document.body.append(echo)
    const probe: Probe = {
      movedAt: 0, heardAt: 0, worked: 0, done: Promise.resolve(null),
      wait(what) {
        probe.done = new Promise((resolve) => {
          const timer = setTimeout(() => end(null), longest)
          const end = (found: Drag | null): void => {
            clearTimeout(timer)
            observer.disconnect()
            resolve(found)
          }
          const look = (): void => {
            const worked = performance.now() - probe.heardAt
            observer.disconnect()
            afterPaint(() => end({ painted: performance.now() - probe.movedAt, worked }))
          }
          const observer = new MutationObserver(look)
          if (what === 'price') observer.observe(document.querySelector('.over')!, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-at'] })
          else addEventListener('pointermove', (event) => { echo.style.transform = `translate(${event.clientX}px,${event.clientY}px)`; look() }, { once: true })
        })
      },
    }
    addEventListener('pointermove', (event) => { probe.movedAt = event.timeStamp; probe.heardAt = performance.now() }, { capture: true })
    window.dragProbe = probe
  }, LONGEST_MS)
}

/** @returns null where nothing was drawn, since it was there already */
export async function moveTo(page: Page, what: 'floor' | 'price', x: number, y: number): Promise<Drag | null> {
  await page.evaluate((kind) => window.dragProbe.wait(kind), what)
  await page.mouse.move(x, y)
  return page.evaluate(() => window.dragProbe.done)
}
