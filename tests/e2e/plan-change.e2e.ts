/** A change of plan in the real window: compared, shown in money, ordered, found again on the next bill; and what cannot be. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectNoBarriers } from '../support/accessibility.ts'
import type { ApiClient } from '../support/api-client.ts'
import { screenshot } from '../support/app.ts'
import { demoCustomerPin } from '../../electron/backend/demo/colleagues.ts'
import type { PlanChange } from '../../shared/features/catalog/orders.schema.ts'
import { newId } from '../../shared/kernel/ids.ts'
import { demoClient, openDesk, openFirst, signInAs, startDemoOperator, verifyCaller, type DemoOperator, type Desk } from '../support/demo-operator.ts'
import { startSilentLine, type SilentLine } from '../support/silent-line.ts'
import { sayPin, startContact } from '../support/verifying.ts'

let operator: DemoOperator
let agent: Desk
let line: SilentLine

beforeAll(async () => {
  operator = await startDemoOperator()
  line = await startSilentLine(operator.url)
  agent = await openDesk(line.url)
  await signInAs(agent.page, 'Amy Moreno')
})
afterAll(async () => {
  await agent?.close()
  await line?.close()
  await operator?.stop()
})

const panelOf = ({ page }: Desk) => page.getByRole('region', { name: 'Change plan' })
const moneyOf = (at: Desk) => panelOf(at).getByRole('region', { name: 'What it costs' })
async function openPlan(at: Desk, who: string): Promise<void> {
  await openFirst(at.page, who)
  await verifyCaller(at.page)
  await at.page.keyboard.press('Alt+s')
  await panelOf(at).getByRole('group', { name: 'Internet' }).waitFor()
}
/** The amount of the first bill with the change, as the panel shows it. */
async function shownFor(at: Desk): Promise<string> {
  await moneyOf(at).and(at.page.locator('[aria-busy=false]')).waitFor()
  return (await moneyOf(at).getByRole('row', { name: /^Bill of / }).first().getByRole('cell').nth(1).textContent()) ?? ''
}

async function colleague(): Promise<ApiClient> {
  return demoClient(operator, 'senior')
}
/** A colleague changes the internet plan of this account, now. */
async function changeMeanwhile(client: ApiClient, customerId: string, offeringCode: string): Promise<void> {
  await sayPin(client, customerId, await startContact(client, customerId), demoCustomerPin)
  const { rows } = await client.sync.account({ customerId })
  const held = rows.product?.find(({ kind, status }) => kind === 'internet' && status === 'active')
  const change: PlanChange = { items: [{ action: 'change', productId: String(held?.id), offeringCode, term: null }], effective: 'now', date: null }
  const { fingerprint } = await client.catalog.planPreview({ customerId, ...change })
  await client.catalog.orderPlanChange({ commandId: newId(), customerId, orderId: newId(), ...change, fingerprint: fingerprint ?? '' })
}

describe('a change of plan', () => {
  it('is compared and shown in money, ordered, and is what the next bill says', async () => {
    await openPlan(agent, 'prescod bay shore')
    await panelOf(agent).getByText('Choose a change above.').waitFor()
    await screenshot(agent.page, 'plan-begin')
    const panel = panelOf(agent)
    await panel.getByRole('group', { name: 'Internet' }).getByRole('radio', { name: 'Fiber 500' }).check()
    await panel.getByRole('group', { name: 'Internet' }).getByLabel('Terms').selectOption({ label: 'Month to month, new contract' })
    await panel.getByRole('group', { name: 'Phone' }).getByRole('radio', { name: 'Home Phone Unlimited' }).check()
    await panel.getByRole('radio', { name: 'Today' }).check()
    await moneyOf(agent).getByText(/^Discount won: Three Services/).waitFor()
    await moneyOf(agent).getByText(/Given up \d+ months? early it costs/).waitFor()
    const shown = await shownFor(agent)
    expect(shown).toMatch(/^\$\d+\.\d\d$/)
    await expectNoBarriers(agent.page)
    await screenshot(agent.page, 'plan-preview')
    await moneyOf(agent).scrollIntoViewIfNeeded()
    await screenshot(agent.page, 'plan-preview-money')
    await panel.getByRole('button', { name: 'Order as shown' }).click()
    await panel.getByText('Ordered and done').waitFor()
    await screenshot(agent.page, 'plan-ordered')
    await panel.getByRole('button', { name: 'Close', exact: true }).last().click()
    await agent.page.keyboard.press('Alt+3')
    await agent.page.getByRole('cell', { name: /^Fiber 500/ }).waitFor()
    await screenshot(agent.page, 'plan-services')
    await agent.page.keyboard.press('Alt+2')
    await agent.page.getByRole('button', { name: /Next bill/ }).or(agent.page.getByRole('option', { name: /Next bill/ })).first().click()
    await agent.page.getByText('It is no promise.').waitFor()
    await agent.page.locator('#section-panel').getByText(shown, { exact: true }).first().waitFor()
    await screenshot(agent.page, 'plan-next-bill')
  })

  it('is chosen by keys alone from the one that opens the panel: focus waits for what is sold, and stands at the plan held', async () => {
    await openPlan(agent, 'ko new york')
    const held = panelOf(agent).getByRole('group', { name: 'Internet' }).getByRole('radio', { checked: true })
    expect(await held.evaluate((radio) => radio === document.activeElement)).toBe(true)
    const was = await held.inputValue()
    await agent.page.keyboard.press('ArrowDown')
    await shownFor(agent)
    expect(await held.inputValue()).not.toBe(was)
    await panelOf(agent).getByRole('button', { name: 'Discard' }).click()
    await panelOf(agent).waitFor({ state: 'detached' })
    expect(await agent.page.evaluate(() => document.activeElement !== document.body), 'focus goes back to where it was').toBe(true)
  })

  it('waits for its day in sight, allows no other upon it, and is cancelled', async () => {
    await openPlan(agent, 'ko new york')
    await panelOf(agent).getByRole('group', { name: 'Internet' }).getByRole('radio', { name: 'Internet 1 Gig' }).check()
    await shownFor(agent)
    await panelOf(agent).getByRole('button', { name: 'Order as shown' }).click()
    await panelOf(agent).getByText('It is carried out on').waitFor()
    await panelOf(agent).getByRole('button', { name: 'Close', exact: true }).last().click()
    await agent.page.keyboard.press('Alt+s')
    await panelOf(agent).getByText(/^Another change is ordered for/).waitFor()
    await agent.page.keyboard.press('Escape')
    await agent.page.keyboard.press('Alt+3')
    const card = agent.page.getByRole('region', { name: 'Change of plan to come' })
    await card.waitFor()
    await expectNoBarriers(agent.page)
    await screenshot(agent.page, 'plan-scheduled')
    await card.getByRole('button', { name: 'Cancel the change' }).click()
    await card.getByRole('button', { name: 'Yes, cancel it' }).click()
    await card.waitFor({ state: 'detached' })
    expect(await agent.page.getByRole('cell', { name: /^Internet 1 Gig/ }).count()).toBe(0)
  })

  it('says at the field what cannot be together, and why an account cannot be changed', async () => {
    await openPlan(agent, 'byrne flushing')
    const movies = panelOf(agent).getByRole('checkbox', { name: /^Premium Movies/ })
    await movies.check()
    await panelOf(agent).getByText('Premium Movies cannot be had together with TV Premier.').waitFor()
    expect(await panelOf(agent).getByRole('button', { name: 'Order as shown' }).isDisabled()).toBe(true)
    await expectNoBarriers(agent.page)
    await movies.scrollIntoViewIfNeeded()
    await screenshot(agent.page, 'plan-excluded')
    await panelOf(agent).getByRole('group', { name: 'TV' }).getByRole('radio', { name: 'Take it off' }).check()
    await panelOf(agent).getByText('Goes with it, because it needs what goes: Set-Top Rental').waitFor()
    await openPlan(agent, 'sharma jersey city')
    await panelOf(agent).getByText('This account is suspended.').waitFor()
    await screenshot(agent.page, 'plan-suspended')
  })

  it('is not ordered when a colleague changed the services while it was on its way; what is new is seen, what was chosen stands, and can be ordered', async () => {
    await openPlan(agent, 'figueroa nanuet')
    const customerId = (await agent.page.locator('[data-account]').getAttribute('data-account')) ?? ''
    const client = await colleague()
    const internet = panelOf(agent).getByRole('group', { name: 'Internet' })
    const twoGig = internet.getByRole('radio', { name: /^Fiber 2 Gig/ })
    await twoGig.check()
    const before = await shownFor(agent)
    const { held, letGo } = line.hold(/order-plan-change/)
    await panelOf(agent).getByRole('button', { name: 'Order as shown' }).click()
    await held
    await changeMeanwhile(client, customerId, 'fiber-500')
    letGo()
    await panelOf(agent).getByText('Not ordered: the figures have changed since they were shown.').waitFor()
    await internet.getByRole('radio', { name: /^Fiber 500 .*has now/ }).waitFor()
    expect(await twoGig.isChecked()).toBe(true)
    expect(await shownFor(agent)).not.toBe(before)
    await expectNoBarriers(agent.page)
    await screenshot(agent.page, 'plan-conflict')
    // What was refused is nothing that waits: the account has the colleague's change alone.
    expect((await client.sync.account({ customerId })).rows.productOrder?.map(({ state }) => state)).toEqual(['done'])
    await panelOf(agent).getByRole('button', { name: 'Order as shown' }).click()
    await panelOf(agent).getByText('It is carried out on').waitFor()
    const { rows } = await client.sync.account({ customerId })
    expect(rows.productOrder?.map(({ state, orderedBy }) => [state, orderedBy]).sort()).toEqual([['done', 'Jerome Dacosta'], ['scheduled', 'Amy Moreno']])
  })

  it('is read in Spanish and in the dark', async () => {
    const other = await openDesk(operator.url, { dark: true, locale: 'es-ES' })
    try {
      await signInAs(other.page, 'Amy Moreno')
      await openFirst(other.page, 'islam staten')
      await other.page.keyboard.press('Alt+s')
      const panel = other.page.getByRole('region', { name: 'Cambiar plan' })
      await panel.getByRole('group', { name: 'Paquete' }).getByRole('radio', { name: 'Quitarlo' }).check()
      await panel.getByText('Factura del').first().waitFor()
      await expectNoBarriers(other.page)
      await screenshot(other.page, 'plan-spanish-dark')
      await panel.getByRole('region', { name: 'Lo que cuesta' }).scrollIntoViewIfNeeded()
      await screenshot(other.page, 'plan-spanish-dark-money')
      expect(await panel.evaluate((node) => [...node.querySelectorAll('*')].filter((each) => each.scrollWidth > each.clientWidth && getComputedStyle(each).overflowX === 'auto').length), 'nothing is read by scrolling sideways').toBe(0)
    } finally {
      await other.close()
    }
  })
})
