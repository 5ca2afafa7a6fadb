/** The dispatchers' board in the real window: dragged with a rule broken and a reason, carried by keys, taken back, planned anew when somebody falls ill, printed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../shared/kernel/ids.ts'
import { addDays } from '../../shared/kernel/calendar.ts'
import type { Board, BoardVisit } from '../../shared/features/dispatch/board.schema.ts'
import { expectNoBarriers } from '../support/accessibility.ts'
import type { ApiClient } from '../support/api-client.ts'
import { screenshot } from '../support/app.ts'
import { demoDay } from '../support/demo-book.ts'
import { demoClient, openDesk, signInAs, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'

/** Tomorrow, or today in the night: whatever o'clock it is, nobody has begun. */
const DAY = addDays(demoDay(), 1)
let operator: DemoOperator
let desk: Desk
let client: ApiClient

const board = (): Promise<Board> => client.dispatch.board({ from: DAY, days: 1, region: null })
const visitNow = async ({ id }: BoardVisit): Promise<BoardVisit> => (await board()).visits.find((visit) => visit.id === id) ?? expect.fail('gone')
const bar = ({ page }: Desk, { id }: Pick<BoardVisit, 'id'>) => page.locator(`[data-visit="${id}"]`)
const lane = ({ page }: Desk, technicianId: string) => page.locator(`[data-technician="${technicianId}"] .lane`)

beforeAll(async () => {
  operator = await startDemoOperator()
  client = await demoClient(operator, 'dispatcher')
  desk = await openDesk(operator.url)
  await signInAs(desk.page, 'Walt Kirschner')
  await openBoard(desk)
}, 120_000)
afterAll(async () => {
  await desk?.close()
  await operator?.stop()
})

async function openBoard({ page }: Desk): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: /^(Board|Tablero)$/ }).click()
  await page.getByLabel(/^(Day that is shown|Día que se muestra)$/).fill(DAY)
  await page.locator('[data-visit]').first().waitFor()
}

/** By the map's own projection (Web Mercator), fitted with 40 pixels round all that has a place, at zoom 13 at the closest. */
async function loneMark(visits: readonly BoardVisit[], technicians: Board['technicians'], box: { x: number; y: number; width: number; height: number }) {
  const to = ({ latitude, longitude }: { latitude: number | null; longitude: number | null }) => ({ x: (longitude! + 180) / 360, y: (1 - Math.log(Math.tan(Math.PI / 4 + (latitude! * Math.PI) / 360)) / Math.PI) / 2 })
  const own = visits.filter(({ technicianId, latitude }) => technicianId !== null && latitude !== null)
  const homes = technicians.filter(({ id }) => own.some(({ technicianId }) => technicianId === id)).map(({ startLatitude: latitude, startLongitude: longitude }) => to({ latitude, longitude }))
  const points = [...own.map(to), ...homes]
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const scale = Math.min((box.width - 80) / (east - west), (box.height - 80) / (south - north), 512 * 2 ** 13)
  const pixel = ({ x, y }: { x: number; y: number }) => ({ x: box.x + box.width / 2 + (x - (west + east) / 2) * scale, y: box.y + box.height / 2 + (y - (north + south) / 2) * scale })
  const marks = own.map((visit) => ({ pressed: visit, at: pixel(to(visit)) }))
  const others = [...visits.filter(({ latitude }) => latitude !== null).map((visit) => ({ id: visit.id, at: pixel(to(visit)) })), ...homes.map((home) => ({ id: '', at: pixel(home) }))]
  const alone = ({ pressed, at }: (typeof marks)[number]) => Math.min(...others.filter(({ id }) => id !== pressed.id).map((other) => Math.hypot(other.at.x - at.x, other.at.y - at.y)))
  // Not under the buttons, the caption or the legend.
  const seen = marks.filter(({ at }) => at.x < box.x + box.width - 60 && at.y > box.y + 40 && at.y < box.y + box.height - 40)
  return seen.toSorted((one, other) => alone(other) - alone(one))[0] ?? expect.fail('no marks')
}

describe('the board', () => {
  it('shows the day and the week without barriers', async () => {
    await expectNoBarriers(desk.page)
    for (const theme of ['dark', 'light'] as const) {
      await desk.page.emulateMedia({ colorScheme: theme })
      await screenshot(desk.page, `board-day-${theme}`)
    }
    await desk.page.getByRole('button', { name: 'Week', exact: true }).click()
    await desk.page.locator('.ruler .date').nth(6).waitFor()
    await screenshot(desk.page, 'board-week')
    await desk.page.getByRole('button', { name: 'Day', exact: true }).click()
    await desk.page.locator('.ruler .date').first().waitFor({ state: 'detached' })
  })

  it('shows one region alone: its technicians, and of what nobody has what lies where they go', async () => {
    const { page } = desk
    const region = 'Brooklyn'
    const [all, own] = [await board(), await client.dispatch.board({ from: DAY, days: 1, region })]
    const open = ({ visits }: Board) => visits.filter(({ technicianId }) => technicianId === null)
    const lanes = page.locator('[data-technician]')
    await expect.poll(() => lanes.count(), { message: 'the control: all regions' }).toBe(all.technicians.length)
    await page.getByRole('combobox', { name: 'Region' }).selectOption(region)
    await expect.poll(() => lanes.count()).toBe(own.technicians.length)
    expect(own.technicians.every((technician) => technician.region === region)).toBe(true)
    expect([open(own).length > 0, open(own).length < open(all).length, open(own).every(({ city }) => city === region)]).toEqual([true, true, true])
    for (const visit of open(own)) await bar(desk, visit).waitFor()
    for (const visit of open(all).filter(({ city }) => city !== region)) expect(await bar(desk, visit).count()).toBe(0)
    await expectNoBarriers(page)
    await screenshot(page, 'board-region')
    await page.getByRole('combobox', { name: 'Region' }).selectOption('')
    await expect.poll(() => lanes.count()).toBe(all.technicians.length)
  })

  it('has the ways of the day on a map beside it, one chosen with the other, and the way as it would be while a visit is carried', async () => {
    const { page } = desk
    const { technicians, visits } = await board()
    await page.keyboard.press('Alt+m')
    const map = page.getByRole('region', { name: 'Map of the technicians’ ways', exact: false })
    await map.locator('canvas').waitFor()
    const drawn = async () => void (await page.locator('[data-map="idle"]').waitFor())
    await drawn()
    await expectNoBarriers(page)
    await screenshot(page, 'board-map')
    const busy = technicians.find(({ id }) => visits.filter(({ technicianId }) => technicianId === id).length > 3)!
    await page.locator(`[data-technician="${busy.id}"] button.name`).click()
    await map.getByText(new RegExp(`^${busy.name}: \\d visits, \\d+ min travel$`)).waitFor()
    await drawn()
    await screenshot(page, 'board-map-chosen')
    await page.getByRole('region', { name: busy.name, exact: true }).getByRole('button', { name: 'Close' }).click()
    const widths = () => map.locator('canvas').evaluate((element) => element.clientWidth - (element.closest('.canvas')?.clientWidth ?? 0))
    await expect.poll(widths).toBe(0)
    // The mark that stands most alone, pressed where the map has it when all are in sight.
    await map.getByRole('button', { name: 'All ways of the day' }).click()
    await drawn()
    const { pressed, at } = await loneMark(visits, technicians, (await map.locator('canvas').boundingBox())!)
    await page.mouse.click(at.x, at.y)
    await page.getByRole('region', { name: /^Work order / }).getByText(pressed.reference, { exact: false }).first().waitFor()
    await drawn()
    await screenshot(page, 'board-map-pressed')
    await page.keyboard.press('Escape')
    const carried = visits.find(({ technicianId, status }) => technicianId === busy.id && status === 'planned')!
    await bar(desk, carried).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
    await map.getByText('the dashed way', { exact: false }).waitFor()
    await drawn()
    await screenshot(page, 'board-map-carried')
    await page.keyboard.press('Escape')
    await page.emulateMedia({ colorScheme: 'dark' })
    await drawn()
    await screenshot(page, 'board-map-dark')
    await page.emulateMedia({ colorScheme: 'light' })
    // Remembered until it is closed.
    await page.getByRole('navigation').getByRole('button', { name: 'Outages' }).click()
    await openBoard(desk)
    await map.locator('canvas').waitFor()
    await page.getByRole('button', { name: 'Map Alt M' }).click()
    await map.waitFor({ state: 'detached' })
  })

  it('tells the price while a visit is dragged, and asks why a rule is broken before it is', async () => {
    const { page } = desk
    const { days, technicians, visits } = await board()
    const [first] = technicians
    const visit = visits.find(({ technicianId }) => technicianId === first?.id) ?? expect.fail('no visits')
    const own = technicians.find(({ id }) => id === visit.technicianId)!
    // Seen without scrolling, so that the price is in the picture.
    const other = technicians.slice(4, 12).find(({ region }) => region !== own.region) ?? expect.fail('one region')
    const last = Math.max(...visits.filter(({ technicianId, start }) => technicianId === other.id && start).map(({ start, minutes }) => Date.parse(start!) + minutes * 60_000))
    const [opens, closes] = [Date.parse(days[0]!.opens), Date.parse(days[0]!.closes)]
    async function drag(): Promise<void> {
      await bar(desk, visit).scrollIntoViewIfNeeded()
      const from = (await bar(desk, visit).boundingBox())!
      const to = (await lane(desk, other.id).boundingBox())!
      await page.mouse.move(from.x + 4, from.y + 10)
      await page.mouse.down()
      await page.mouse.move(from.x + 20, from.y + 16, { steps: 3 })
      await page.mouse.move(to.x + ((last + 20 * 60_000 - opens) / (closes - opens)) * to.width, to.y + 12, { steps: 12 })
    }
    await drag()
    const price = page.locator('[data-price]')
    await price.getByText(/^[+−]\d+ min travel$/).waitFor()
    await price.getByText('outside the territory').waitFor()
    await screenshot(page, 'board-drag-price')
    await page.mouse.up()
    const panel = page.getByRole('region', { name: 'This breaks a rule' })
    await panel.getByText('outside the territory').waitFor()
    // Put back by Escape on the board itself, it can be picked up again.
    await bar(desk, visit).press('Escape')
    await panel.waitFor({ state: 'detached' })
    await drag()
    await page.mouse.up()
    await panel.getByText('outside the territory').waitFor()
    await panel.getByRole('button', { name: 'Move it all the same' }).click()
    await panel.getByText('Say why: whoever asks later reads it.').waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'board-override')
    expect((await visitNow(visit)).technicianId).toBe(visit.technicianId)
    await panel.getByLabel('Why it must be so').fill('Nobody else has the key')
    await panel.getByRole('button', { name: 'Move it all the same' }).click()
    await lane(desk, other.id).locator(`[data-visit="${visit.id}"]`).waitFor()
    expect((await visitNow(visit)).technicianId).toBe(other.id)
    await screenshot(page, 'board-moved')
    await page.keyboard.press('Control+z')
    await lane(desk, own.id).locator(`[data-visit="${visit.id}"]`).waitFor()
    expect(await visitNow(visit)).toMatchObject({ technicianId: visit.technicianId, start: visit.start })
  })

  it('goes by keys alone: picked up, carried, dropped, put back, taken back', async () => {
    const { page } = desk
    const { visits } = await board()
    // The last of its day, so that there is room behind it.
    const visit = visits.filter(({ technicianId }) => technicianId !== null).toSorted((one, other) => Date.parse(one.start!) - Date.parse(other.start!))[30] ?? expect.fail('no visits')
    await bar(desk, visit).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowRight')
    const said = page.locator('p[aria-live]')
    await said.getByText(new RegExp(`^${visit.customerName.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')} to .+: [+−]0 min travel`)).waitFor()
    await page.keyboard.press('Escape')
    await said.getByText('Put back.').waitFor()
    expect(await bar(desk, visit).evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.press('u')
    await page.getByRole('region', { name: 'Nobody has these' }).locator(`[data-visit="${visit.id}"]`).waitFor()
    expect((await visitNow(visit)).technicianId).toBeNull()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect.poll(async () => (await visitNow(visit)).technicianId).toBe(visit.technicianId)
    await page.locator(`[data-technician] [data-visit="${visit.id}"]`).waitFor()
  })

  it('hears of a colleague’s change while a visit is carried', async () => {
    const { page } = desk
    const { visits } = await board()
    const visit = visits.find(({ technicianId, status }) => technicianId !== null && status === 'planned')!
    await bar(desk, visit).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowRight')
    await client.dispatch.unassignVisit({ commandId: newId(), customerId: visit.customerId, workOrderId: visit.id, expectedVersion: visit.version })
    await page.getByText(`${visit.customerName} was changed by somebody else while you carried it.`, { exact: false }).waitFor()
    await page.getByRole('region', { name: 'Nobody has these' }).locator(`[data-visit="${visit.id}"]`).waitFor()
  })

  it('shows the work order of a visit, and keeps what was done', async () => {
    const { page } = desk
    const visit = (await board()).visits.find(({ technicianId }) => technicianId !== null)!
    await bar(desk, visit).click()
    const panel = page.getByRole('region', { name: /^Work order / })
    await panel.getByText(visit.reference, { exact: false }).first().waitFor()
    await panel.getByRole('checkbox').first().check()
    await panel.getByLabel('What is left to do').fill('Bury the drop in spring')
    await panel.getByRole('button', { name: 'Keep what was done' }).click()
    await panel.getByText('Kept.').waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'board-work-order')
    await panel.getByRole('button', { name: 'Close' }).click()
  })

  it('marks somebody as ill, is led to a plan, takes it, and takes it back', async () => {
    const { page } = desk
    const before = await board()
    const ill = before.technicians.find(({ id }) => before.visits.filter(({ technicianId }) => technicianId === id).length > 3) ?? expect.fail('nobody is busy')
    const theirs = before.visits.filter(({ technicianId }) => technicianId === ill.id)
    await page.locator(`[data-technician="${ill.id}"] button.name`).click()
    const panel = page.getByRole('region', { name: ill.name, exact: true })
    await panel.getByRole('button', { name: 'Mark as away' }).click()
    await panel.getByText(/^Sick, from .+ to the end of the shift\.$/).waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'board-sick')
    await panel.getByRole('button', { name: 'Look for others to take them' }).click()
    const plan = page.getByRole('region', { name: `Plan anew: ${ill.name}` })
    await plan.getByText(/promises kept, .+ min of travel/).waitFor({ timeout: 60_000 })
    expect(await plan.getByText(new RegExp(`from ${ill.name} to `)).count()).toBeGreaterThan(0)
    await expectNoBarriers(page)
    await screenshot(page, 'board-replan')
    if (await plan.getByLabel('Why it must be so').count()) await plan.getByLabel('Why it must be so').fill('Ill since this morning')
    await plan.getByRole('button', { name: 'Take the plan' }).click()
    await plan.waitFor({ state: 'detached' })
    await expect.poll(async () => (await board()).visits.filter(({ technicianId }) => technicianId === ill.id).length).toBe(0)
    await screenshot(page, 'board-replanned')
    await page.getByRole('button', { name: 'Undo Ctrl Z' }).click()
    await expect.poll(async () => (await board()).visits.filter(({ technicianId }) => technicianId === ill.id).map(({ id }) => id).toSorted()).toEqual(theirs.map(({ id }) => id).toSorted())
    // The day goes with them on paper.
    await page.locator(`[data-technician="${ill.id}"] button.name`).click()
    await page.evaluate(() => { window.print = () => document.body.setAttribute('data-printed', 'yes') })
    await panel.getByRole('button', { name: 'Print the day' }).click()
    await page.locator('[data-printed]').waitFor()
    const sheet = panel.getByRole('article', { name: `Day of ${ill.name}`, exact: false })
    expect(await sheet.getByRole('listitem').filter({ hasText: theirs[0]!.customerName }).count()).toBeGreaterThan(0)
    await page.emulateMedia({ media: 'print' })
    await screenshot(page, 'board-day-sheet')
    await page.emulateMedia({ media: 'screen' })
  })

  it('asks that those are called to whom nobody came, until a visit is booked anew by one key', async () => {
    const { page } = desk
    const missed = (await board()).toCall.filter((call) => call.missed)
    const [first] = missed
    if (!first) return expect.fail('nobody was missed')
    await page.getByRole('button', { name: /^To be called: / }).click()
    const calls = page.getByRole('region', { name: 'To be called' })
    await calls.getByText(/Nobody came/).first().waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'board-missed-calls')
    await calls.getByRole('button', { name: `Open the account of ${first.customerName}` }).first().click()
    const card = page.getByRole('region', { name: 'Visits' })
    await card.getByText('Nobody came: call the customer.').waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'visit-missed')
    await page.keyboard.press('Alt+b')
    const panel = page.getByRole('region', { name: 'Book a visit' })
    await panel.locator('[data-offer]').first().waitFor({ timeout: 30_000 })
    await page.keyboard.press('1')
    await panel.getByRole('button', { name: 'Book it' }).click()
    await panel.getByText(/^Our technician .+ comes /).waitFor()
    await panel.getByRole('button', { name: 'Close' }).last().click()
    await card.waitFor()
    expect(await card.getByText('Nobody came: call the customer.').count()).toBe(0)
    // Others may have been missed since: an hour behind each window somebody is.
    const left = (await board()).toCall.filter((call) => call.missed).map(({ appointmentId }) => appointmentId)
    expect(missed.map(({ appointmentId }) => appointmentId).filter((id) => !left.includes(id))).toEqual([first.appointmentId])
    await openBoard(desk)
  })

  it('fits in a job from the list of those that nobody has, says each change, and takes it back', async () => {
    const { page } = desk
    // On a small screen what is at the side has the list's place.
    const close = page.locator('.side-panel').getByRole('button', { name: 'Close' })
    if (await close.count()) await close.click()
    // Which one is the first depends on the hour; some want a skill and a language that nobody there has both of.
    const { visits, technicians } = await board()
    const isDoable = ({ city, skills, speaks }: BoardVisit) => technicians.some((one) => one.cities.includes(city ?? '') && skills.every((skill) => one.skills.includes(skill)) && (speaks === null || one.languages.includes(speaks)))
    const open = visits.find((visit) => visit.technicianId === null && isDoable(visit)) ?? expect.fail('everybody has somebody')
    const list = page.getByRole('region', { name: 'Nobody has these' })
    await list.getByRole('button', { name: new RegExp(`^Fit in (today|on .+): ${open.customerName}$`) }).first().click()
    const plan = page.getByRole('region', { name: `Fit in ${open.customerName}` })
    await plan.getByRole('button', { name: 'Take the plan' }).waitFor({ timeout: 60_000 })
    await expectNoBarriers(page)
    await screenshot(page, 'board-fit-in')
    if (await plan.getByLabel('Why it must be so').count()) await plan.getByLabel('Why it must be so').fill('No service for three days')
    await plan.getByRole('button', { name: 'Take the plan' }).click()
    await plan.waitFor({ state: 'detached' })
    expect((await visitNow(open)).technicianId).not.toBeNull()
    await page.getByRole('button', { name: 'Undo Ctrl Z' }).click()
    await expect.poll(async () => (await visitNow(open)).technicianId).toBeNull()
  })

  it('plans what follows anew behind work that takes longer, and books anew where nobody was there', async () => {
    const { page } = desk
    const { visits } = await board()
    const of = (id: string | null) => visits.filter(({ technicianId, status }) => technicianId === id && status === 'planned').toSorted((one, other) => Date.parse(one.start!) - Date.parse(other.start!))
    const busy = visits.map(({ technicianId }) => technicianId).find((id) => id !== null && of(id).length > 2) ?? expect.fail('nobody is busy')
    const [long] = of(busy)
    const view = page.getByRole('region', { name: /^Work order / })
    await bar(desk, long!).click()
    await view.getByRole('button', { name: 'Work begun' }).click()
    await view.getByLabel('It takes until').selectOption({ index: 7 })
    await screenshot(page, 'board-takes-longer')
    await view.getByRole('button', { name: 'Late: plan what follows anew' }).click()
    const plan = page.getByRole('region', { name: /^Plan anew: / })
    await plan.getByRole('button', { name: 'Take the plan' }).waitFor({ timeout: 60_000 })
    await expectNoBarriers(page)
    await screenshot(page, 'board-overrun')
    if (await plan.getByLabel('Why it must be so').count()) await plan.getByLabel('Why it must be so').fill('The drop has to be changed')
    await plan.getByRole('button', { name: 'Take the plan' }).click()
    await plan.waitFor({ state: 'detached' })
    expect((await visitNow(long!)).minutes).toBeGreaterThan(long!.minutes)
    await page.getByRole('button', { name: 'Undo Ctrl Z' }).click()
    await expect.poll(async () => (await visitNow(long!)).minutes).toBe(long!.minutes)
    await bar(desk, long!).click()
    await view.getByRole('button', { name: 'Nobody there' }).click()
    await view.getByText('Nobody let the technician in.', { exact: false }).waitFor()
    await screenshot(page, 'board-nobody-there')
    await view.getByRole('button', { name: 'Book it anew' }).click()
    await page.getByRole('region', { name: 'Book a visit' }).waitFor()
    await screenshot(page, 'board-booked-anew')
    await openBoard(desk)
  })

  it('is read in Spanish, dark, on small and large screens', async () => {
    const colleague = await openDesk(operator.url, { locale: 'es', dark: true })
    try {
      await signInAs(colleague.page, 'Walt Kirschner')
      await openBoard(colleague)
      await expectNoBarriers(colleague.page)
      await screenshot(colleague.page, 'board-es-dark')
      await colleague.page.keyboard.press('Alt+m')
      await colleague.page.locator('[data-map="idle"]').waitFor()
      await expectNoBarriers(colleague.page)
      for (const [width, height] of [[1366, 768], [2560, 1440]] as const) {
        await colleague.running.app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), [width, height] as const)
        await expect.poll(() => colleague.page.evaluate(() => innerWidth)).toBe(width)
        expect(await colleague.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
        await colleague.page.locator('[data-map="idle"]').waitFor()
        await screenshot(colleague.page, `board-es-${width}`)
      }
      await colleague.running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1366, 768))
      await colleague.page.getByRole('button', { name: /^Hay que llamar: / }).click()
      await colleague.page.getByText(/No fue nadie/).first().waitFor()
      await screenshot(colleague.page, 'board-missed-calls-es')
      await colleague.page.getByRole('button', { name: /^Abrir la cuenta de / }).first().click()
      await colleague.page.getByText('No fue nadie: llame al cliente.').waitFor()
      await expectNoBarriers(colleague.page)
      await colleague.page.getByRole('button', { name: 'Visitas', exact: true }).click()
      await colleague.page.getByRole('tabpanel').getByText(/^Visita V-\d+/).first().waitFor()
      await screenshot(colleague.page, 'visit-missed-es')
    } finally {
      await colleague.close()
    }
  })
})
