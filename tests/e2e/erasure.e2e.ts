/** An administrator erases a customer who has asked for it; the window of an agent who has the account open says so by itself. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { expectNoBarriers } from '../support/accessibility.ts'
import { apiClient, entered } from '../support/api-client.ts'
import { screenshot } from '../support/app.ts'
import { find, openDesk, openFirst, signInAs, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'

let operator: DemoOperator
const desks: Desk[] = []
beforeAll(async () => void (operator = await startDemoOperator()))
afterEach(async () => {
  for (const opened of desks.splice(0)) await opened.close()
})
afterAll(() => operator.stop())
async function desk(settings: Parameters<typeof openDesk>[1] = {}): Promise<Desk> {
  const opened = await openDesk(operator.url, settings)
  desks.push(opened)
  return opened
}

/** Of the invented people: who has left, paid all, and can be erased. */
async function settledAccount(): Promise<{ accountNumber: string; familyName: string }> {
  const { demoAccounts } = await apiClient(operator.url).session.serverInfo()
  const { userName, password } = demoAccounts.find(({ role }) => role === 'administrator') ?? expect.fail('no administrator')
  const client = apiClient(operator.url, entered(await apiClient(operator.url).session.signIn({ userName, password })).token)
  for (let after: string | null = null; ;) {
    const page: Awaited<ReturnType<typeof client.sync.pull>> = await client.sync.pull({ stream: 'customer', after, limit: 1_000 })
    const left = (page.rows as { id: string; status: string; accountNumber: string; familyName: string | null }[]).filter(({ status, familyName }) => status === 'closed' && familyName !== null)
    for (const { id, accountNumber, familyName } of left) if ((await client.privacy.erasureTerms({ customerId: id })).refused.length === 0) return { accountNumber, familyName: familyName ?? '' }
    if (page.done) expect.fail('nobody can be erased')
    after = page.cursor
  }
}

async function openErasure(page: Page): Promise<ReturnType<Page['getByRole']>> {
  await page.getByRole('button', { name: /^(Erase on request…|Borrar a petición…)$/ }).click()
  const panel = page.getByRole('region', { name: /^(Erase this customer|Borrar a este cliente)$/ })
  await panel.getByRole('heading', { level: 3 }).first().waitFor()
  return panel
}

describe('an erasure', () => {
  it('is done by an administrator who types the number, and seen on the desk that has the account open', async () => {
    const { accountNumber, familyName } = await settledAccount()
    const agent = await desk()
    await signInAs(agent.page, 'Amy Moreno')
    const name = await openFirst(agent.page, accountNumber)
    expect(name).toContain(familyName)
    const administrator = await desk()
    const { page } = administrator
    await signInAs(page, 'Priscilla Ong')
    await openFirst(page, accountNumber)
    const panel = await openErasure(page)
    const erase = panel.getByRole('button', { name: 'Erase this customer' })
    expect(await erase.isDisabled()).toBe(true)
    await panel.getByLabel(/Type the account number/).fill('00000-000-0000-0')
    expect(await erase.isDisabled()).toBe(true)
    // As somebody types it who reads the bill.
    await panel.getByLabel(/Type the account number/).fill(accountNumber.replaceAll('-', ' '))
    expect(await erase.isDisabled()).toBe(true)
    await panel.getByLabel('Asked for by').selectOption('gdpr')
    expect(await erase.isDisabled()).toBe(true)
    const day = panel.getByLabel('Asked for on')
    await day.fill(await day.getAttribute('max') ?? '')
    await expectNoBarriers(page)
    await screenshot(page, 'erasure-before')
    await erase.click()
    await page.getByText('This customer was erased on request. What is left').waitFor()
    await page.getByRole('heading', { level: 1, name: accountNumber }).waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'erasure-after')
    await agent.page.getByText('This customer was erased on request. What is left').waitFor({ timeout: 30_000 })
    await agent.page.getByRole('heading', { level: 1, name: accountNumber }).waitFor()
    expect(await agent.page.getByText(name).count()).toBe(0)
    expect(await agent.page.getByRole('button', { name: /Start call/ }).count()).toBe(0)
    await screenshot(agent.page, 'erasure-agent')
    await find(agent.page, accountNumber)
    expect(await agent.page.getByRole('option').first().textContent()).not.toContain(familyName)
  })

  it('is refused with its reasons while the account lives, in Spanish too, and nobody else is offered it', async () => {
    const { page } = await desk({ locale: 'es-ES', dark: true })
    await signInAs(page, 'Priscilla Ong')
    const name = await openFirst(page, 'rivera yonkers')
    const panel = await openErasure(page)
    await panel.getByText('La cuenta aún no está cerrada.').waitFor()
    expect(await panel.getByRole('button', { name: 'Borrar a este cliente' }).count()).toBe(0)
    await expectNoBarriers(page)
    await screenshot(page, 'erasure-refused-es')
    const supervisor = await desk()
    await signInAs(supervisor.page, 'Judith Dembele')
    expect(await openFirst(supervisor.page, 'rivera yonkers')).toBe(name)
    expect(await supervisor.page.getByRole('button', { name: 'Erase on request…' }).count()).toBe(0)
  })
})
