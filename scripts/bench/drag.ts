/** From a pointer's move to the painted price, with 60 technicians and 500 visits on the board. */
import type { Page } from 'playwright-core'
import { systemClock } from '#shared/kernel/clock.ts'
import { addDays } from '#shared/kernel/calendar.ts'
import { demoAccounts } from '../../electron/backend/demo/colleagues.ts'
import { insertFieldWork } from '../../electron/backend/demo/field-work.ts'
import { DEFAULT_TIME_ZONE } from '../../electron/backend/operator-day.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { median, p95, rounded } from '../lib/stats.ts'
import { runReport } from '../lib/report.ts'
import { firstSyncEnded, newProfile, openDesk, signIn } from './support/desk.ts'
import { installDragProbe, moveTo, type Drag } from './support/drag-probe.ts'
import { endWindows } from './support/electron-window.ts'
import { startOperator, TODAY } from './support/operator.ts'
import { withStore } from './support/with-store.ts'

const TECHNICIANS = 60
const VISITS = 500
const MOVES = 400
const WARM = 40
/** Milliseconds: one frame of a screen of 60 Hz. */
const BOUND_MS = 16

await runReport('drag', async (report) => {
  const operator = await startOperator({ customers: 6_000, wholeAccounts: 20, seed: report.seed, say: report.say })
  const profile = newProfile(operator)
  try {
    await withStore(operator.databaseUrl, (store) => fillBoard(store, report.seed))
    const dispatcher = demoAccounts.find(({ role }) => role === 'dispatcher')
    if (!dispatcher) throw new Error('the demo operator has no dispatcher')
    const { page, close } = await openDesk(profile)
    await page.setViewportSize({ width: 1_600, height: 1_000 })
    await signIn(page, { ...operator, credentials: dispatcher })
    await firstSyncEnded(page, 600_000)
    const shown = await openBoard(page)
    report.say(`board: ${shown.technicians} technicians, ${shown.visits} visits`)
    await installDragProbe(page)
    const floor = await drag(page, 'floor', MOVES / 2)
    const price = await drag(page, 'price', MOVES)
    await close()
    report.figure('technicians', shown.technicians)
    report.figure('visits', shown.visits)
    report.figure('baseline', 'a pointer’s move over the same board to the painted echo of its place, without a visit in hand, same window')
    report.figure('floorMs', figures(floor.map(({ painted }) => painted)))
    report.figure('pointerToPriceMs', figures(price.map(({ painted }) => painted)))
    report.figure('handlerToDrawnMs', figures(price.map(({ worked }) => worked)))
    report.must('boardIsFull', shown.technicians >= TECHNICIANS && shown.visits >= VISITS, `${shown.technicians} technicians, ${shown.visits} visits`)
    report.atMost('consequencesP95Ms', BOUND_MS, rounded(p95(price.map(({ worked }) => worked))))
    report.atMost('pointerToPriceP95AboveFloorMs', BOUND_MS, rounded(p95(price.map(({ painted }) => painted)) - p95(floor.map(({ painted }) => painted))))
  } finally {
    endWindows()
    await operator.stop()
    profile.remove()
  }
})

function figures(all: readonly number[]) {
  return { median: rounded(median([...all])), p95: rounded(p95([...all])) }
}

async function fillBoard(store: Store, seed: number): Promise<void> {
  await store.db.transaction().execute((trx) =>
    insertFieldWork(trx, { clock: systemClock, timeZone: DEFAULT_TIME_ZONE, today: TODAY, seed, technicians: TECHNICIANS, days: 2, visitsOn: (day) => (day === 1 ? 9 : 0), unassigned: 12, minutes: 30 }))
}

/** Tomorrow's: nobody has begun. */
async function openBoard(page: Page): Promise<{ technicians: number; visits: number }> {
  await page.getByRole('navigation').getByRole('button', { name: 'Board', exact: true }).click()
  await page.getByRole('textbox', { name: 'Day that is shown' }).fill(addDays(TODAY, 1))
  await page.locator('[data-technician] [data-visit]').first().waitFor()
  return { technicians: await page.locator('[data-technician]').count(), visits: await page.locator('[data-visit]').count() }
}

/** @returns each move of one long drag, without the first ones; nothing is dropped */
async function drag(page: Page, what: 'floor' | 'price', moves: number): Promise<Drag[]> {
  const grid = (await page.locator('.rows').boundingBox())!
  const view = (await page.locator('.grid').boundingBox())!
  const [left, top] = [grid.x + 200, view.y + 90]
  const [width, height] = [view.width - 240, view.height - 180]
  if (what === 'price') {
    const bar = (await page.locator('[data-technician] [data-visit]').nth(20).boundingBox())!
    await page.mouse.move(bar.x + 4, bar.y + 8)
    await page.mouse.down()
    await page.mouse.move(left, top, { steps: 4 })
  }
  const measured: Drag[] = []
  for (let move = 0; move < moves + WARM; move += 1) {
    // Along the hours and over the technicians, so that each move is another place.
    const [x, y] = [left + ((move * 37) % width), top + ((move * 53) % height)]
    const one = await moveTo(page, what, x, y)
    if (one && move >= WARM) measured.push(one)
  }
  if (what === 'price') {
    await page.keyboard.press('Escape')
    await page.mouse.up()
  }
  return measured
}
