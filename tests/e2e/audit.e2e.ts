/** An auditor in the real window: finds what an agent did, narrows the list, takes it along, and verifies the log. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { expectNoBarriers } from '../support/accessibility.ts'
import { screenshot } from '../support/app.ts'
import { openFirst, signInAs, type Desk } from '../support/demo-operator.ts'
import { demoDesks } from '../support/opened-desks.ts'

const { desk } = demoDesks()
const folder = mkdtempSync(path.join(tmpdir(), 'headend-exports-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The system's dialog is no part of the window: what a person would choose in it is said here. */
const saveInto = ({ running }: Desk, file: string | null) =>
  running.app.evaluate(({ dialog }, filePath) => void (dialog.showSaveDialog = () => Promise.resolve({ canceled: filePath === null, filePath: filePath ?? '' })), file)

async function openAudit({ page }: Desk): Promise<void> {
  await page.getByRole('button', { name: /^(Audit|Auditoría)$/ }).click()
  await page.getByRole('table').waitFor({ timeout: 30_000 })
}

async function actOfAgent(): Promise<string> {
  const agent = await desk()
  await signInAs(agent.page, 'Amy Moreno')
  const name = await openFirst(agent.page, 'rivera yonkers')
  await agent.page.keyboard.press('Alt+n')
  await agent.page.getByRole('textbox', { name: /Note/ }).first().fill('Asked about the bill of last month.')
  await agent.page.keyboard.press('Control+Enter')
  await agent.page.getByText('Asked about the bill of last month.').first().waitFor()
  return name
}

describe('the audit', () => {
  it('shows an auditor what an agent did, and goes from it to the account', async () => {
    const name = await actOfAgent()
    const auditor = await desk()
    const { page } = auditor
    await signInAs(page, 'Terrence Quade')
    await openAudit(auditor)
    await page.getByLabel('Who').fill('moreno')
    await page.getByLabel('What', { exact: true }).selectOption({ label: 'Write a note' })
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Look', exact: true }).click()
    await page.getByRole('row').filter({ hasText: 'Write a note' }).getByRole('button', { name: 'Write a note' }).first().click()
    const panel = page.getByRole('region', { name: 'Entry' })
    await panel.getByText('Amy Moreno: Write a note').waitFor()
    await panel.getByText(name).waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'audit-entry')
    await panel.getByRole('button', { name: 'Only this account' }).click()
    await page.getByRole('row').filter({ hasText: 'Open an account' }).first().waitFor()
    await panel.getByRole('button', { name: 'Open the account' }).click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
  })

  it('takes the list along as a file, whole or not at all', async () => {
    const auditor = await desk()
    const { page } = auditor
    await signInAs(page, 'Terrence Quade')
    await openAudit(auditor)
    await page.getByLabel('Outcome').selectOption({ label: 'Allowed' })
    await page.getByRole('button', { name: 'Look', exact: true }).click()
    const file = path.join(folder, 'taken.csv')
    await saveInto(auditor, null)
    await page.getByRole('button', { name: 'Export as CSV' }).click()
    await saveInto(auditor, file)
    await page.getByRole('button', { name: 'Export as CSV' }).click()
    await page.getByText(/entries are in taken\.csv\./).waitFor()
    expect(readdirSync(folder)).toEqual(['taken.csv'])
    const [head, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\r\n')
    expect(head).toMatch(/^\ufeffposition,at,agent,/)
    expect(lines.length).toBeGreaterThan(1)
    expect(lines.every((line) => line.includes(',allowed,'))).toBe(true)
    await saveInto(auditor, path.join(folder, 'taken.jsonl'))
    await page.getByRole('button', { name: 'Export as JSON lines' }).click()
    await page.getByText(/entries are in taken\.jsonl\./).waitFor()
    await saveInto(auditor, path.join(folder, 'no such folder', 'x.csv'))
    await page.getByRole('button', { name: 'Export as CSV' }).click()
    await page.getByText('The file could not be written (ENOENT).').waitFor()
    await expectNoBarriers(page)
  })

  it.each([['en', false, 'light'], ['es', true, 'dark']] as const)('is verified from the page, %s', async (language, dark, theme) => {
    const auditor = await desk({ dark, locale: language === 'es' ? 'es-ES' : 'en-US' })
    const { page } = auditor
    await page.setViewportSize({ width: 1366, height: 768 }).catch(() => undefined)
    await signInAs(page, 'Terrence Quade')
    await openFirst(page, 'rivera yonkers')
    await openAudit(auditor)
    const alone = page.getByRole('checkbox', { name: /^(Without a contact|Sin contacto)$/ })
    await alone.check()
    await page.getByRole('button', { name: /^(Look|Buscar)$/ }).click()
    await page.getByRole('row').filter({ hasText: 'Terrence Quade' }).filter({ hasText: /· (no contact|sin contacto)/ }).first().waitFor()
    await expectNoBarriers(page)
    await screenshot(page, `audit-outside-${language}-${theme}`)
    await alone.uncheck()
    await page.getByRole('button', { name: /^(Look|Buscar)$/ }).click()
    await page.getByRole('button', { name: /^(Verify the log|Verificar el registro)$/ }).click()
    await page.getByText(/^(All [\d,]+ entries are as they were written|Las [\d.]+ entradas están como se escribieron)/).waitFor()
    await expectNoBarriers(page)
    await screenshot(page, `audit-${language}-${theme}`)
  })

  it('is no place for an agent', async () => {
    const agent = await desk()
    await signInAs(agent.page, 'Amy Moreno')
    await agent.page.getByRole('button', { name: /Search Ctrl K/ }).waitFor()
    expect(await agent.page.getByRole('button', { name: 'Audit', exact: true }).count()).toBe(0)
  })
})
