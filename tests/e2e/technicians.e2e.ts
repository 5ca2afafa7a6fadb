/** Technicians in the real window: added, given hours, changed while a colleague does, kept in service by their visits, and led from there to the board; and the day of one of them behind a link, on a phone. */
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../shared/kernel/ids.ts'
import { addDays, dateIn } from '../../shared/kernel/calendar.ts'
import { expectNoBarriers } from '../support/accessibility.ts'
import type { ApiClient } from '../support/api-client.ts'
import { screenshot } from '../support/app.ts'
import { demoDay } from '../support/demo-book.ts'
import { openCustomerBrowser } from '../support/customer-browser.ts'
import { demoClient, openDesk, signInAs, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'

const TODAY = dateIn('America/New_York', Date.now())
/** On which nobody has begun: tomorrow, or today in a run that goes on past midnight. */
const TOMORROW = addDays(demoDay(), 1)
let operator: DemoOperator
let desk: Desk
let client: ApiClient

beforeAll(async () => {
  operator = await startDemoOperator()
  client = await demoClient(operator, 'dispatcher')
  desk = await openDesk(operator.url)
  await signInAs(desk.page, 'Walt Kirschner')
  await openTechnicians(desk)
}, 120_000)
afterAll(async () => {
  await desk?.close()
  await operator?.stop()
})

async function openTechnicians({ page }: Desk): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: /^(Technicians|Técnicos)$/ }).click()
  await page.locator('[data-technicians] button').first().waitFor()
}
async function inBoth(name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await desk.page.emulateMedia({ colorScheme: theme })
    await screenshot(desk.page, `${name}-${theme}`)
  }
}

describe('the technicians', () => {
  it('are listed, looked for, and shown with their hours', async () => {
    const { page } = desk
    await page.getByRole('article').getByText(/^Hours are set until /).waitFor()
    await expectNoBarriers(page)
    await inBoth('technicians')
    await page.getByLabel('Name, skill, town, node').fill('nobody of this name')
    await page.getByText('Nobody fits that.').waitFor()
    await page.getByLabel('Name, skill, town, node').fill('')
  })

  it('become one more, with hours, who is on the board', async () => {
    const { page } = desk
    await page.getByRole('button', { name: 'Add a technician' }).click()
    const panel = page.getByRole('region', { name: 'Add a technician' })
    await panel.getByRole('button', { name: 'Add', exact: true }).click()
    await panel.getByText('Say it.').first().waitFor()
    await expectNoBarriers(page)
    await inBoth('technician-wrong')
    await panel.getByLabel('Name', { exact: true }).fill('Zoe Maddox')
    await panel.getByLabel('Region', { exact: true }).fill('Westchester')
    await panel.getByRole('group', { name: 'Skills' }).getByRole('button').first().click()
    await panel.getByRole('group', { name: 'Languages' }).getByRole('button', { name: 'English' }).click()
    await panel.getByLabel('Where the day begins: latitude, longitude').fill('40.9312, -73.8988')
    await panel.getByLabel('Plant nodes').fill('NO-SUCH-NODE')
    await panel.getByRole('button', { name: 'Add', exact: true }).click()
    await panel.getByText('Not in the plant: NO-SUCH-NODE').waitFor()
    await panel.getByLabel('Plant nodes').fill('')
    // A panel that is closed loses nothing.
    await panel.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Add a technician' }).click()
    expect(await panel.getByLabel('Name', { exact: true }).inputValue()).toBe('Zoe Maddox')
    await panel.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('Zoe Maddox is added. Set hours next.').waitFor()
    const card = page.getByRole('article', { name: 'Zoe Maddox' })
    await card.getByText('No hours are set from today on: nobody is offered their time.').waitFor()
    await card.getByRole('button', { name: 'Set hours' }).click()
    const hours = page.getByRole('region', { name: 'Hours of Zoe Maddox' })
    await hours.getByLabel('Mon, Ends').fill('08:00')
    await hours.getByRole('button', { name: 'Set these hours' }).click()
    await hours.getByText('That is no time at all.').waitFor()
    await expectNoBarriers(page)
    await inBoth('technician-hours')
    await hours.getByLabel('Mon, Ends').fill('17:30')
    await hours.getByRole('button', { name: 'All like Monday' }).click()
    await hours.getByRole('button', { name: 'Set these hours' }).click()
    await page.getByText('The hours of Zoe Maddox are set.').waitFor()
    await card.getByText(/^Hours are set until /).waitFor()
    const weekday = [1, 2, 3].map((ahead) => addDays(dateIn('America/New_York', Date.now()), ahead)).find((day) => ![0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay()))!
    const { technicians } = await client.dispatch.board({ from: weekday, days: 1, region: null })
    expect(technicians.find(({ name }) => name === 'Zoe Maddox')?.shifts).toMatchObject([{ day: weekday, breakMinutes: 30 }])
    await screenshot(page, 'technician-added')
  })

  it('are changed upon what a colleague said meanwhile', async () => {
    const { page } = desk
    await page.getByRole('article', { name: 'Zoe Maddox' }).getByRole('button', { name: 'Change' }).click()
    const panel = page.getByRole('region', { name: 'Change Zoe Maddox' })
    await panel.getByLabel('Postal codes').fill('10701')
    const { technicians } = await client.dispatch.board({ from: TODAY, days: 1, region: null })
    const { id: technicianId, startLatitude, startLongitude, skills, density } = technicians.find(({ name }) => name === 'Zoe Maddox')!
    await client.dispatch.changeTechnician({ commandId: newId(), technicianId, expectedVersion: 1, name: 'Zoe Maddox', region: 'Bronx', density, skills, languages: ['en'], cities: [], postalCodes: [], nodes: [], area: null, startLatitude, startLongitude })
    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.getByText('changed this technician meanwhile', { exact: false }).waitFor()
    expect(await panel.getByLabel('Region', { exact: true }).inputValue()).toBe('Bronx')
    await screenshot(page, 'technician-conflict')
    await panel.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Zoe Maddox is changed.').waitFor()
    await page.getByRole('article', { name: 'Zoe Maddox' }).getByText('Postal codes: 10701').waitFor()
  })

  it('stay in service while visits are to come, and lead to the board of that day', async () => {
    const { page } = desk
    const { technicians, visits } = await client.dispatch.board({ from: TOMORROW, days: 1, region: null })
    const busy = technicians.find(({ id }) => visits.some(({ technicianId, status }) => technicianId === id && status === 'planned')) ?? expect.fail('nobody is busy')
    const visit = visits.find(({ technicianId, status }) => technicianId === busy.id && status === 'planned')!
    await page.getByLabel('Name, skill, town, node').fill(busy.name)
    await page.locator('[data-technicians]').getByRole('button', { name: busy.name }).click()
    await page.getByRole('article', { name: busy.name }).getByRole('button', { name: 'Take out of service' }).click()
    const panel = page.getByRole('region', { name: `Take ${busy.name} out of service` })
    await panel.getByRole('button', { name: 'Take out of service' }).click()
    await panel.getByText('these visits are to come', { exact: false }).waitFor()
    await panel.getByText(visit.customerName, { exact: false }).first().waitFor()
    await expectNoBarriers(page)
    await inBoth('technician-stays')
    await panel.getByRole('button', { name: /^Board of / }).last().scrollIntoViewIfNeeded()
    const day = panel.locator('section.day').filter({ hasText: visit.reference })
    await day.getByRole('button', { name: /^Board of / }).click()
    await page.locator(`[data-visit="${visit.id}"]`).waitFor()
    expect(await page.getByLabel('Day that is shown').inputValue()).toBe(TOMORROW)
  })

  it('leave when nothing is to come, and come back', async () => {
    const { page } = desk
    await openTechnicians(desk)
    await page.getByLabel('Name, skill, town, node').fill('Zoe Maddox')
    await page.locator('[data-technicians]').getByRole('button', { name: 'Zoe Maddox' }).click()
    await page.getByRole('article', { name: 'Zoe Maddox' }).getByRole('button', { name: 'Take out of service' }).click()
    await page.getByRole('region', { name: 'Take Zoe Maddox out of service' }).getByRole('button', { name: 'Take out of service' }).click()
    await page.getByText('Zoe Maddox is out of service.').waitFor()
    await page.getByRole('button', { name: 'Out of service', exact: true }).click()
    await page.getByRole('article', { name: 'Zoe Maddox' }).getByText('Does not go out any more.', { exact: false }).waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'technician-out')
    await page.getByRole('button', { name: 'Bring back' }).click()
    await page.getByText('Zoe Maddox is back in service.').waitFor()
  })

  it('have the area of their territory drawn on a map, by the keys and in figures', async () => {
    const { page } = desk
    const card = page.getByRole('article', { name: 'Zoe Maddox' })
    // Brought back, they are in the other list.
    await page.getByRole('button', { name: 'In service', exact: true }).click()
    await page.locator('[data-technicians]').getByRole('button', { name: /^Zoe Maddox/ }).click()
    await card.getByRole('button', { name: 'Change' }).click()
    const panel = page.getByRole('region', { name: 'Change Zoe Maddox' })
    const isFocused = (what: Locator) => expect.poll(() => what.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    await isFocused(card.getByRole('button', { name: 'Change' }))
    await page.keyboard.press('Enter')
    await panel.getByRole('button', { name: 'Draw on the map' }).press('Enter')
    const map = page.getByRole('region', { name: 'Map of the territory' })
    const still = () => map.and(page.locator('[data-map="idle"]')).waitFor()
    await still()
    await isFocused(map.locator('canvas'))
    await page.keyboard.press('Escape')
    await isFocused(panel.getByRole('button', { name: 'Draw on the map' }))
    await page.keyboard.press('Enter')
    await still()
    await isFocused(map.locator('canvas'))
    for (const key of ['Space', 'ArrowRight', 'Space', 'ArrowDown', 'Space']) {
      await page.keyboard.press(key)
      await still()
    }
    await panel.getByText('3 corners').waitFor()
    await expectNoBarriers(page)
    await inBoth('technician-area')
    await page.keyboard.press('Enter')
    await panel.getByRole('button', { name: 'Change on the map' }).waitFor()
    // A corner in figures, by which the line crosses itself: said, and not sent.
    await panel.getByText('Corners in figures').press('Enter')
    await panel.getByLabel('Latitude', { exact: true }).fill('40.5')
    await panel.getByLabel('Longitude', { exact: true }).fill('-75')
    await panel.getByRole('button', { name: 'Add a corner' }).click()
    await panel.getByText('4 corners').waitFor()
    await panel.getByLabel('Latitude of corner 4').fill('north')
    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.getByText(/^A figure cannot be read: /).waitFor()
    await screenshot(page, 'technician-area-unread')
    await panel.getByLabel('Latitude of corner 4').fill('48')
    await panel.getByLabel('Longitude of corner 4').fill('-66')
    await panel.getByText('That is more than 500 km wide or high: nobody drives that in a day.').waitFor()
    await panel.getByRole('button', { name: 'Save' }).click()
    await inBoth('technician-area-wrong')
    await panel.getByRole('button', { name: 'Back to the last right shape' }).click()
    await panel.getByRole('button', { name: 'Save' }).click()
    await card.getByText(/^An area of \d corners on the map$/).waitFor()
    await expect.poll(async () => (await client.dispatch.board({ from: TODAY, days: 1, region: null })).technicians.find(({ name }) => name === 'Zoe Maddox')?.area?.ring.length).toBeGreaterThan(2)
    await screenshot(page, 'technician-area-kept')
  })

  it('are read in Spanish, dark, on small and large screens', async () => {
    const colleague = await openDesk(operator.url, { locale: 'es', dark: true })
    try {
      await signInAs(colleague.page, 'Walt Kirschner')
      await openTechnicians(colleague)
      await colleague.page.getByRole('article').getByText(/^Hay horario hasta el /).waitFor()
      await colleague.page.getByRole('button', { name: 'Fijar horario' }).click()
      for (const [width, height] of [[1366, 768], [2560, 1440]] as const) {
        await colleague.running.app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), [width, height] as const)
        await expect.poll(() => colleague.page.evaluate(() => innerWidth)).toBe(width)
        expect(await colleague.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
        await expectNoBarriers(colleague.page)
        await screenshot(colleague.page, `technicians-es-${width}`)
      }
      await colleague.page.getByRole('button', { name: 'Agregar un técnico' }).click()
      await colleague.page.getByRole('button', { name: 'Dibujar en el mapa' }).click()
      await colleague.page.getByRole('region', { name: 'Mapa del territorio' }).and(colleague.page.locator('[data-map="idle"]')).waitFor()
      await colleague.running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1366, 768))
      await expectNoBarriers(colleague.page)
      await screenshot(colleague.page, 'technicians-es-area')
    } finally {
      await colleague.close()
    }
  })
})

describe('the link to a day', () => {
  it('is made at the board, opened on a phone with each gate code behind a press, and ends', async () => {
    const { page } = desk
    const { day, busy, visit, early } = await findBusy(client)
    const { appointment } = await client.dispatch.work({ workOrderId: visit.id })
    await client.dispatch.changeVisitNotes({
      commandId: newId(), customerId: visit.customerId, appointmentId: appointment!.id, expectedVersion: appointment!.version, contactName: 'Rosa Rivera', contactPhone: '+19145550123', language: 'es', accessNotes: 'Side door, ring twice', dogs: true, adultAtHome: true, gateCode: '4711#',
    })
    await page.getByRole('navigation').getByRole('button', { name: 'Board' }).click()
    await page.getByLabel('Day that is shown').fill(day)
    await page.locator(`[data-technician="${busy.id}"] button.name`).click()
    const panel = page.getByRole('region', { name: busy.name, exact: true })
    await panel.getByText('No link to this day holds.').waitFor()
    await panel.getByRole('button', { name: 'Make a link' }).click()
    await panel.getByText('Copy it now: it is shown once.', { exact: false }).scrollIntoViewIfNeeded()
    const link = await panel.getByLabel('Link', { exact: true }).inputValue()
    await panel.getByRole('button', { name: 'Copy the link' }).click()
    await panel.getByRole('button', { name: 'End it' }).waitFor()
    await expectNoBarriers(page)
    await inBoth('day-link-made')

    const browser = await openCustomerBrowser()
    try {
      const phone = browser.page
      await phone.setViewportSize({ width: 360, height: 740 })
      await phone.goto(link)
      const card = phone.getByRole('listitem').filter({ hasText: 'Rosa Rivera' }).filter({ hasText: 'Side door' })
      await card.waitFor()
      expect(phone.url(), 'the token is not left in the address').not.toContain('#')
      expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
      await expectNoBarriers(phone)
      await phone.emulateMedia({ colorScheme: 'light' })
      await screenshot(phone, 'day-page-light')
      expect(await card.textContent()).not.toContain('4711')
      await card.scrollIntoViewIfNeeded()
      const press = card.getByRole('button', { name: /^(Show the gate code|Mostrar el código de acceso)$/ })
      if (early) {
        // No code opens a gate before its day.
        await card.getByText(/^(The gate code is told from|El código de acceso se dice desde)/).waitFor()
        expect(await press.count()).toBe(0)
      } else {
        await press.click()
        await card.getByText('4711#').waitFor()
        await card.getByText('4711#').scrollIntoViewIfNeeded()
        await screenshot(phone, 'day-page-code')
        await phone.reload()
        await card.waitFor()
        expect(await card.textContent(), 'behind a press again').not.toContain('4711')
      }
      if ((await phone.getByRole('button', { name: 'Español' }).count()) > 0) await phone.getByRole('button', { name: 'Español' }).click()
      await phone.getByText('vuelva a cargarlo para ver qué cambió', { exact: false }).waitFor()
      await phone.emulateMedia({ colorScheme: 'dark' })
      await expectNoBarriers(phone)
      await screenshot(phone, 'day-page-es-dark')
      await phone.emulateMedia({ media: 'print', colorScheme: 'light' })
      await phone.setViewportSize({ width: 794, height: 1123 })
      expect(await phone.getByRole('button').count()).toBe(0)
      await screenshot(phone, 'day-page-print')
      await phone.emulateMedia({ media: 'screen' })
      await phone.setViewportSize({ width: 1366, height: 768 })
      await screenshot(phone, 'day-page-1366')
      await panel.getByRole('button', { name: 'End it' }).click()
      await panel.getByText('No link to this day holds.').waitFor()
      await phone.reload()
      await phone.getByText('Este enlace ya no se usa.', { exact: false }).waitFor()
      await expectNoBarriers(phone)
    } finally {
      await browser.close()
    }
  })
})

/** The day on which somebody still has most to do, of the next on which anybody has: in the evening that is no more today, and on a Sunday nobody works. With the last of their visits there. */
async function findBusy(client: ApiClient) {
  for (let days = 0; days < 7; days += 1) {
    const day = addDays(TODAY, days)
    const { technicians, visits } = await client.dispatch.board({ from: day, days: 1, region: null })
    const openOf = (id: string) => visits.filter(({ technicianId, status }) => technicianId === id && status === 'planned')
    const [busy] = technicians.toSorted((one, other) => openOf(other.id).length - openOf(one.id).length)
    const visit = busy && openOf(busy.id).toSorted((one, other) => Date.parse(one.start!) - Date.parse(other.start!)).at(-1)
    if (visit) return { day, busy, visit, early: days > 0 }
  }
  return expect.fail('nobody has anything to do')
}
