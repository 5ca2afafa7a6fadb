/** Points in the real window: goodwill, a redemption with what it does beforehand, and its reversal by somebody who may. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { expectNoBarriers } from '../support/accessibility.ts'
import { screenshot } from '../support/app.ts'
import { openDesk, openFirst, signInAs, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'

let operator: DemoOperator
const desks: Desk[] = []

async function desk(settings: Parameters<typeof openDesk>[1] = {}): Promise<Desk> {
  const opened = await openDesk(operator.url, settings)
  desks.push(opened)
  return opened
}

beforeAll(async () => void (operator = await startDemoOperator()))
afterEach(async () => {
  for (const opened of desks.splice(0)) await opened.close()
})
afterAll(() => operator?.stop())

const numberIn = async (text: Promise<string>): Promise<number> => Number((await text).replace(/[^0-9]/g, ''))

describe('points', () => {
  it('are given, redeemed for a credit, and taken back', async () => {
    const { page } = await desk()
    await signInAs(page, 'Jerome Dacosta')
    await openFirst(page, 'rivera yonkers')
    await page.getByRole('tab', { name: 'Rewards' }).click()
    await page.getByRole('heading', { name: 'What there is, and until when' }).waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'rewards-light')

    await page.getByRole('button', { name: 'Give goodwill points' }).click()
    const giving = page.getByRole('region', { name: 'Goodwill points' })
    await giving.getByLabel('How many points').fill('1e3')
    // What could be a card's number is masked where it was typed, before it goes anywhere.
    await giving.getByLabel('What for').fill('Paid with 4111 1111 1111 1111.')
    await page.keyboard.press('Tab')
    expect(await giving.getByLabel('What for').inputValue()).toBe('Paid with ···· 1111.')
    await giving.getByLabel('What for').fill('Three visits for one fault.')
    await giving.getByRole('button', { name: 'Give the points' }).click()
    await giving.getByText('Only whole points, in the digits 0 to 9.').waitFor()
    await giving.getByLabel('How many points').fill('200')
    await expectNoBarriers(page)
    await screenshot(page, 'rewards-goodwill')
    await giving.getByRole('button', { name: 'Give the points' }).click()
    await giving.getByText('200 goodwill points are given.').waitFor()
    await giving.getByRole('button', { name: 'Close', exact: true }).last().click()
    await page.getByText('Three visits for one fault.').waitFor()
    await page.getByText(/^Goodwill of Jerome Dacosta/).waitFor()

    await page.getByRole('button', { name: 'Redeem points' }).click()
    const redeeming = page.getByRole('region', { name: 'Redeem points' })
    await redeeming.getByText(/^There are /).waitFor()
    const before = await numberIn(redeeming.getByText(/^There are /).innerText())
    await redeeming.getByLabel('How many points').fill('150')
    await redeeming.getByText('$1.50', { exact: true }).waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'rewards-redeem')
    await redeeming.getByRole('button', { name: 'Redeem', exact: true }).click()
    await redeeming.getByText('150 points are redeemed: $1.50 of credit is posted.').waitFor()
    await redeeming.getByRole('button', { name: 'Close', exact: true }).last().click()
    await page.getByText('Redeemed for $1.50').waitFor()
    await screenshot(page, 'rewards-redeemed')

    await page.getByRole('button', { name: /^Reverse: Redeemed for \$1\.50/ }).click()
    await page.getByLabel('Why is it taken back?').fill('The caller meant another account.')
    await expectNoBarriers(page)
    await screenshot(page, 'rewards-reverse')
    await page.getByRole('button', { name: 'Take it back' }).click()
    await page.getByText('Redemption of $1.50 taken back').waitFor()
    await page.getByRole('button', { name: 'Redeem points' }).click()
    await redeeming.getByText(/^There are /).waitFor()
    expect(await numberIn(redeeming.getByText(/^There are /).innerText())).toBe(before)
    await screenshot(page, 'rewards-reversed')
  })

  it('are ruled by administrators, who keep limits and reasons beside them', async () => {
    const { page } = await desk()
    await signInAs(page, 'Priscilla Ong')
    await page.getByRole('button', { name: 'Administration', exact: true }).click()
    const limits = page.getByRole('form', { name: 'Agent', exact: true })
    await limits.getByLabel('At a time').fill('1e3')
    await limits.getByText(/^From 0\.00 to /).waitFor()
    await limits.getByLabel('At a time').fill('60.00')
    await limits.getByRole('button', { name: 'Save' }).click()
    await limits.getByText('Saved. It holds from now on.').waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'administration-money')
    const adding = page.getByRole('form', { name: 'New reason' })
    await adding.getByLabel('In English').fill('Storm damage')
    await adding.getByLabel('In Spanish').fill('Daños por tormenta')
    await adding.getByRole('button', { name: 'Add the reason' }).click()
    await page.getByRole('button', { name: 'Retire stormDamage' }).click()
    await page.getByRole('button', { name: 'Offer again stormDamage' }).waitFor()
    await page.getByRole('heading', { name: 'Points', exact: true }).scrollIntoViewIfNeeded()
    await expectNoBarriers(page)
    await screenshot(page, 'administration-points')
  })

  it('are read in Spanish and in the dark, and an agent does not take back', async () => {
    const { page } = await desk({ dark: true, locale: 'es-ES' })
    await signInAs(page, 'Amy Moreno')
    await openFirst(page, 'rivera yonkers')
    await page.getByRole('tab', { name: 'Recompensas' }).click()
    await page.getByRole('heading', { name: 'Historial de puntos' }).waitFor()
    await expectNoBarriers(page)
    expect(await page.getByRole('button', { name: /^Revertir/ }).count()).toBe(0)
    await screenshot(page, 'rewards-dark-es')
  })
})
