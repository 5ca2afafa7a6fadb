/** A customer's browser, the size of a phone: for the pages that are not the console's. */
import path from 'node:path'
import type { Page } from 'playwright-core'
import { launchApp, temporaryProfile } from './app.ts'

export async function openCustomerBrowser(): Promise<{ page: Page; close: () => Promise<void> }> {
  const profile = temporaryProfile()
  const { page, close } = await launchApp({ userDataDir: profile.userDataDir, appFolder: path.join(import.meta.dirname, 'browser') })
  return { page, close: () => close().then(profile.remove) }
}
