/**
 * The main job with nobody at the keyboard, through the real window: sign in, search, open, write a note, see it
 * acknowledged by the backend. `npm start -- --smoke`; the last line is one JSON object, the exit code tells.
 * `--executable=PATH` tries a packaged program instead.
 */
import type { Page } from 'playwright-core'
import { launchApp, screenshot, temporaryProfile, type RunningApp } from '../tests/support/app.ts'

/** The first start makes the demo operator's database. */
const FIRST_START_MS = 90_000
const STEP_MS = 20_000
const NOTE = `Smoke run ${new Date().toISOString()}: caller asked about the last bill; explained.`

type Step = { name: string; ms: number }
const steps: Step[] = []
const screenshots: string[] = []

async function step(name: string, work: () => Promise<void>): Promise<void> {
  const started = performance.now()
  process.stderr.write(`[headend] smoke: ${name}\n`)
  await work()
  steps.push({ name, ms: Math.round(performance.now() - started) })
}

async function mainJob(page: Page): Promise<void> {
  const shoot = async (name: string) => void screenshots.push(await screenshot(page, `smoke-${name}`))
  const search = page.getByRole('combobox', { name: /search/i })
  await step('the sign-in page offers the demo accounts', async () => {
    await page.getByRole('button', { name: /Amy Moreno/ }).waitFor({ timeout: FIRST_START_MS })
    await shoot('sign-in')
  })
  await step('sign in', async () => {
    await page.getByRole('button', { name: /Amy Moreno/ }).click()
    await search.waitFor({ timeout: STEP_MS })
  })
  await step('search', async () => {
    await search.pressSequentially('rivera yonkers')
    // The first pull is under way: the list follows what arrives.
    await page.getByRole('option', { name: /Rivera/ }).first().waitFor({ timeout: STEP_MS })
    await shoot('search')
  })
  await step('open the account', async () => {
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /Rivera/ }).waitFor({ timeout: STEP_MS })
    await page.locator('[data-account][data-complete="true"]').waitFor({ timeout: STEP_MS })
    await shoot('account')
  })
  await step('write a note', async () => {
    await page.keyboard.press('Alt+n')
    await page.keyboard.type(NOTE)
    await page.keyboard.press('Control+Enter')
    await page.getByRole('listitem').filter({ hasText: NOTE }).first().waitFor({ timeout: STEP_MS })
  })
  await step('the backend acknowledges it', async () => {
    // A note that only waits is marked so; the mark goes when the backend's own row has come back.
    await page.getByRole('listitem').filter({ hasText: NOTE }).filter({ hasNotText: /waiting|refused/i }).first().waitFor({ timeout: STEP_MS })
    await shoot('note')
  })
}

async function run(): Promise<void> {
  const program = process.argv.find((argument) => argument.startsWith('--executable='))?.slice('--executable='.length)
  const profile = temporaryProfile()
  const started = performance.now()
  let running: RunningApp | undefined
  let error: string | undefined
  try {
    running = await launchApp({ userDataDir: profile.userDataDir, ...(program ? { program } : {}) })
    await mainJob(running.page)
  } catch (reason) {
    error = reason instanceof Error ? reason.message : String(reason)
    process.stderr.write(`${error}\n${running?.logs().slice(-4000) ?? ''}\n`)
    if (running) screenshots.push(await screenshot(running.page, 'smoke-failed').catch(() => 'none'))
  } finally {
    await running?.close().catch(() => {})
    profile.remove()
  }
  const result = { name: 'smoke', ok: !error, seconds: Math.round((performance.now() - started) / 100) / 10, steps, screenshots, ...(error ? { error } : {}) }
  process.stdout.write(`${JSON.stringify(result)}\n`)
  process.exitCode = error ? 1 : 0
}

await run()
