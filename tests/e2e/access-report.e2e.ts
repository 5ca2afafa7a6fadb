/** A supervisor hands a customer what is held about them: in the real window, as a file. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { expectNoBarriers } from '../support/accessibility.ts'
import { screenshot } from '../support/app.ts'
import { openFirst, signInAs, verifyCaller, type Desk } from '../support/demo-operator.ts'
import { demoDesks } from '../support/opened-desks.ts'

const { desk, cut, back } = demoDesks()
const folder = mkdtempSync(path.join(tmpdir(), 'headend-reports-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The system's dialog is no part of the window: what a person would choose in it is said here, and what it proposed is told. */
const saveInto = ({ running }: Desk, file: string | null) =>
  running.app.evaluate(({ dialog }, filePath) => {
    const proposed = new Promise<string>((tell) => {
      dialog.showSaveDialog = (_window: unknown, options?: { defaultPath?: string }) => {
        tell(options?.defaultPath ?? '')
        return Promise.resolve({ canceled: filePath === null, filePath: filePath ?? '' })
      }
    })
    ;(globalThis as { proposed?: Promise<string> }).proposed = proposed
  }, file)
const proposedBy = ({ running }: Desk) => running.app.evaluate(() => (globalThis as { proposed?: Promise<string> }).proposed)

it.each([['en', false, 'light'], ['en', true, 'dark'], ['es', true, 'es-dark']] as const)('is saved for a caller who is known, %s (dark: %s)', async (language, dark, shot) => {
  const at = await desk({ dark, locale: language === 'es' ? 'es-ES' : 'en-US' })
  const { page } = at
  await signInAs(page, 'Judith Dembele')
  await openFirst(page, 'rivera yonkers')
  const card = page.getByRole('region', { name: /^(Personal data|Datos personales)$/ })
  const save = card.getByRole('button', { name: /^(Save all that is held…|Guardar todos sus datos…)$/ })
  // Another's call may still be open from a test before.
  await page.locator('[data-level]').first().waitFor()
  await card.getByRole('button', { name: /^(Verify the caller|Verificar a quien llama)/ }).waitFor()
  expect(await save.isDisabled()).toBe(true)
  await card.scrollIntoViewIfNeeded()
  await expectNoBarriers(page)
  await screenshot(page, `access-report-unknown-${shot}`)
  await verifyCaller(page)
  await saveInto(at, null)
  await save.click()
  await card.getByText(/^(Not saved\. Nothing of it is kept here|No se guardó\. Aquí no queda nada)/).waitFor()
  expect(path.basename((await proposedBy(at)) ?? '')).toMatch(/^personal-data-[\w-]+-\d{4}-\d\d-\d\d\.json$/)
  await saveInto(at, path.join(folder, 'no such folder', 'x.json'))
  await save.click()
  await card.getByText(/\(ENOENT\)/).waitFor()
  const file = path.join(folder, `${shot}.json`)
  await saveInto(at, file)
  await save.click()
  await card.getByText(new RegExp(`^(Saved as|Se guardó como) ${shot}\\.json\\.`)).waitFor()
  await card.scrollIntoViewIfNeeded()
  await expectNoBarriers(page)
  await screenshot(page, `access-report-saved-${shot}`)
  expect(readdirSync(folder)).toContain(`${shot}.json`)
  const report = JSON.parse(readFileSync(file, 'utf8')) as { report: string; held: Record<string, unknown[]> }
  expect(report.report).toBe('headend-access-report-1')
  expect(report.held['customer']).toHaveLength(1)
})

it('says that the server cannot be reached, and is nothing for an agent', async () => {
  const at = await desk()
  const { page } = at
  await signInAs(page, 'Judith Dembele')
  await openFirst(page, 'rivera yonkers')
  await verifyCaller(page)
  await cut()
  try {
    await page.getByRole('button', { name: 'Save all that is held…' }).click()
    await page.getByText('What is held is kept there alone. Nothing was saved.', { exact: false }).waitFor({ timeout: 30_000 })
    await screenshot(page, 'access-report-offline')
  } finally {
    await back()
  }
  const agent = await desk()
  await signInAs(agent.page, 'Amy Moreno')
  await openFirst(agent.page, 'rivera yonkers')
  await agent.page.getByRole('region', { name: 'Account facts' }).or(agent.page.locator('aside')).first().waitFor()
  expect(await agent.page.getByRole('button', { name: 'Save all that is held…' }).count()).toBe(0)
})
