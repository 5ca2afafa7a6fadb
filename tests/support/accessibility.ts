/** axe-core on what is on the screen now. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** What would keep somebody from working: violations of WCAG 2.2 A and AA that axe calls serious or critical. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    const { axe: inPage } = window as unknown as { axe: typeof axe }
    return inPage.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
  })
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`))
}

export const expectNoBarriers = async (page: Page) => expect(await barriers(page)).toEqual([])
