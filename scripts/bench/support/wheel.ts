/** The wheel over a conversation, and how long each frame took that was drawn meanwhile. */
import type { Page } from 'playwright-core'

const NOTCH_PX = 120
/** Notches at each frame: a quick hand. */
const NOTCHES = 5
const LONGEST_MS = 180_000

/** @returns ms between two frames, as the window was given them */
const watched = (page: Page): Promise<void> => page.evaluate(() => {
  const frames: number[] = []
  let last = performance.now()
  const look = (now: number): void => {
    frames.push(now - last)
    last = now
    if (window.wheelFrames.on) requestAnimationFrame(look)
  }
  window.wheelFrames = { on: true, frames }
  requestAnimationFrame((now) => {
    last = now
    requestAnimationFrame(look)
  })
})
const taken = (page: Page): Promise<number[]> => page.evaluate(() => {
  window.wheelFrames.on = false
  return window.wheelFrames.frames
})

declare global {
  interface Window {
    wheelFrames: { on: boolean; frames: number[] }
  }
}

async function over(page: Page): Promise<void> {
  const box = (await page.getByRole('log').boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
}

/** To and fro over the last lines, which are all drawn. */
export async function scrollWithin(page: Page): Promise<number[]> {
  await over(page)
  await watched(page)
  for (let times = 0; times < 40; times += 1) for (const way of [-1, 1]) await page.mouse.wheel(0, way * NOTCH_PX * 3)
  return taken(page)
}

/** From the end to the beginning. */
export async function scrollUp(page: Page): Promise<{ frames: number[]; reached: boolean }> {
  await over(page)
  await watched(page)
  const began = performance.now()
  let reached = false
  for (let times = 1; !reached && performance.now() - began < LONGEST_MS; times += 1) {
    await page.mouse.wheel(0, -NOTCH_PX * NOTCHES)
    if (times % 20 === 0) reached = await page.getByRole('log').evaluate((box) => box.scrollTop === 0 && /Line 1:/.test(box.querySelector('li')?.textContent ?? ''))
  }
  return { frames: await taken(page), reached }
}
