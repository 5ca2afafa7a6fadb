/** An operator's own book, brought in by the command that an administrator would use, then searched and opened in the window. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchApp, projectRoot, screenshot, temporaryProfile, type RunningApp } from '../support/app.ts'
import { find, signInAs } from '../support/demo-operator.ts'

const file = path.resolve(projectRoot, '../shared/data/telco/telecom_customer_churn.csv')
if (!existsSync(file)) process.stderr.write(`skipped: ../shared/data/telco/telecom_customer_churn.csv is not here, so no real book is opened in the window\n`)

const profile = temporaryProfile()
let running: RunningApp | undefined

describe.skipIf(!existsSync(file))('an imported book', () => {
  beforeAll(async () => {
    const program = path.join(projectRoot, 'out', 'main', 'import.js')
    const target = [`--data-directory=${path.join(profile.userDataDir, 'backend')}`, `--rejects=${path.join(profile.userDataDir, 'rejects.csv')}`]
    const { stdout } = await promisify(execFile)(process.execPath, [program, file, '--json', '--set', 'stateOrProvince=CA', ...target])
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ ok: true, read: 7043, imported: 6923, rejected: 120 })
    running = await launchApp({ userDataDir: profile.userDataDir })
  }, 300_000)

  afterAll(async () => {
    await running?.close()
    profile.remove()
  })

  it('is no demo to the sign-in page: its people are real, and the demo accounts are for trying it', async () => {
    const { page } = running as RunningApp
    const accounts = page.getByRole('complementary', { name: 'Demo accounts' })
    await accounts.getByText(/There are real people here.*add-agent/).waitFor({ timeout: 100_000 })
    expect(await page.getByText(/invented|\(demo\)/i).count()).toBe(0)
    await screenshot(page, 'imported-sign-in')
  })

  it('is searched by account number and shows what the file said where an agent looks for it', async () => {
    const { page } = running as RunningApp
    await page.getByRole('button', { name: /Amy Moreno/ }).waitFor({ timeout: 100_000 })
    await signInAs(page, 'Amy Moreno')
    // The first row of the file: Frazier Park, one year at $65.60, 16 GB a month by cable.
    await find(page, '0002-ORFBO')
    await page.keyboard.press('Enter')
    await page.locator('[data-account][data-complete="true"]').waitFor({ timeout: 60_000 })
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('0002-ORFBO')
    await page.getByText(/Frazier Park/).first().waitFor()
    await page.getByText('$65.60').first().waitFor()
    await page.getByText(/^16(\.0)? GB/).first().waitFor()
    await screenshot(page, 'imported-account')
    await page.getByRole('tab', { name: 'Services' }).click()
    await page.getByText(/One year/i).first().waitFor()
    await screenshot(page, 'imported-services')
  })
})
