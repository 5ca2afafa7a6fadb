/** The map of outages in the real window: the same as the list, now and two days ago; areas drawn with the pointer and with the keys. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectNoBarriers } from '../support/accessibility.ts'
import type { ApiClient } from '../support/api-client.ts'
import { screenshot } from '../support/app.ts'
import { demoClient, openDesk, signInAs, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'
import { pmtilesArchive } from '../support/pmtiles.ts'
import { makeRow } from '../support/rows.ts'
import { bulkInsert } from '../../electron/backend/store/bulk-insert.ts'
import { openStore } from '../../electron/backend/store/store.ts'
import type { UpdateFacts } from '../../shared/features/outages/outages.schema.ts'
import { newId } from '../../shared/kernel/ids.ts'

/** One green pixel. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

let operator: DemoOperator
let client: ApiClient
let dispatcher: Desk
/** A problem in a town where there is no other, of which Headend has found by itself that its modems are back. */
const found = { town: '', node: '', reference: 'SP-9041' }

/** Around the middle of Yonkers, some 3 km wide. */
const yonkers: [number, number][] = [[-73.91, 40.92], [-73.87, 40.92], [-73.86, 40.95], [-73.9, 40.96]]

beforeAll(async () => {
  operator = await startDemoOperator({}, insertFound)
  client = await demoClient(operator, 'dispatcher')
  dispatcher = await openDesk(operator.url)
  await signInAs(dispatcher.page, 'Walt Kirschner')
}, 180_000)
afterAll(async () => {
  await dispatcher?.close()
  await operator?.stop()
})

async function insertFound(folder: string): Promise<void> {
  const store = await openStore({ kind: 'embedded', dataDirectory: folder })
  const { rows } = await store.pool.query<{ code: string; city: string }>(`select code, city from plant_element where kind = 'node' and city is not null
    and city not in (select city from plant_element join service_problem on code = any(nodes) where city is not null) and city <> 'Yonkers' order by premises, code limit 1`)
  const { code, city } = rows[0] ?? expect.fail('no plant')
  Object.assign(found, { town: city, node: code })
  const since = new Date(Date.now() - 20 * 60_000).toISOString()
  const problem = makeRow('serviceProblem', { reference: found.reference, nodes: [code], area: null, phase: 'repairing', phaseSince: since, beganAt: new Date(Date.now() - 2 * 3_600_000).toISOString() })
  const facts: UpdateFacts = { kind: 'onlineAgain', since, nodes: [code], more: false, affected: null, stillOff: null }
  const update = makeRow('serviceProblemUpdate', { problemId: problem.id, by: 'Headend', phase: 'repairing', at: since, nodes: [code], drawn: false, text: null, facts })
  await store.db.transaction().execute(async (trx) => {
    await bulkInsert(trx, 'serviceProblem', [problem])
    await bulkInsert(trx, 'serviceProblemUpdate', [update])
  })
  await store.close()
}

const mapOf = ({ page }: Desk) => page.getByRole('region', { name: /^(Map of outages|Mapa de interrupciones)$/ })
const listOf = ({ page }: Desk) => page.getByRole('list', { name: /^(Outages and planned work|Interrupciones y trabajos previstos)$/ })
const detailOf = ({ page }: Desk, reference: string) => page.getByRole('article', { name: reference })
async function openOutages(desk: Desk): Promise<void> {
  await desk.page.getByRole('navigation').getByRole('button', { name: /^(Outages|Interrupciones)$/ }).click()
  // The first pull may be under way.
  await listOf(desk).getByRole('button').first().waitFor({ timeout: 90_000 })
  await drawn(desk)
}
/** Nothing more is coming: what the map was told last stands there. */
async function drawn({ page }: Desk): Promise<void> {
  await page.locator('[data-map="idle"]').waitFor()
}
const canvas = (desk: Desk) => mapOf(desk).locator('canvas')
async function at(desk: Desk, [across, down]: [number, number]): Promise<{ x: number; y: number }> {
  const box = (await canvas(desk).boundingBox()) ?? expect.fail('no map')
  return { x: box.x + box.width * across, y: box.y + box.height * down }
}
async function press(desk: Desk, place: [number, number]): Promise<void> {
  const { x, y } = await at(desk, place)
  await desk.page.mouse.click(x, y)
}
/** @returns its number */
async function declare(more: Partial<Parameters<ApiClient['outages']['declare']>[0]> = {}): Promise<string> {
  const { rows } = await client.outages.declare({
    commandId: newId(), problemId: newId(), kind: 'outage', cause: 'storm', phase: 'repairing', services: ['internet', 'tv', 'phone'], nodes: [], area: { ring: yonkers }, beganAt: new Date().toISOString(), estimatedRestorationAt: null, text: null, ...more,
  })
  return String(rows.serviceProblem?.[0]?.['reference'])
}
async function resize({ running }: Desk, width: number, height: number): Promise<void> {
  await running.app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 0, y: 0, ...size }), { width, height })
}
const customers = async (panel: Locator) => Number((await panel.getByText(/^\d+ customers with these services are there\.$/).textContent())?.replace(/\D/g, ''))

describe('the map of outages', () => {
  it('shows what the list shows: one that is declared comes by itself, is chosen on either side, and found by its place', async () => {
    const { page } = dispatcher
    await openOutages(dispatcher)
    await screenshot(page, 'outage-map-far')
    await expectNoBarriers(page)
    const reference = await declare()
    const line = listOf(dispatcher).getByRole('button', { name: new RegExp(reference) })
    await line.click()
    await detailOf(dispatcher, reference).waitFor()
    await drawn(dispatcher)
    await screenshot(page, 'outage-map-selected')
    // A newer one comes, and is the first that is read when the list is made anew; what lies in the middle of the map is pressed there.
    const newer = await declare({ area: { ring: yonkers.map(([longitude, latitude]) => [longitude - 1, latitude + 1]) }, phase: 'assessing' })
    await listOf(dispatcher).getByRole('button', { name: new RegExp(newer) }).waitFor()
    await page.getByRole('button', { name: 'Planned work', exact: true }).click()
    await page.getByRole('button', { name: 'All', exact: true }).click()
    await detailOf(dispatcher, newer).waitFor()
    await page.getByRole('combobox', { name: 'Phase' }).selectOption({ label: 'crew at work' })
    await line.waitFor()
    expect(await listOf(dispatcher).getByRole('button', { name: /^Planned work/ }).count()).toBe(0)
    await page.getByRole('combobox', { name: 'Phase' }).selectOption({ label: 'Any phase' })
    await drawn(dispatcher)
    await press(dispatcher, [0.5, 0.5])
    await detailOf(dispatcher, reference).waitFor()
    expect(await line.getAttribute('aria-pressed')).toBe('true')
    await page.getByRole('searchbox', { name: 'Node, number or cause' }).fill(reference)
    await expect.poll(() => listOf(dispatcher).getByRole('button').count()).toBe(1)
    await page.getByRole('searchbox', { name: 'Node, number or cause' }).fill('')
  })

  it('is drawn on with the pointer: the rule speaks while it is drawn, corners are dragged, and what is inside is counted', async () => {
    const { page } = dispatcher
    await page.getByRole('button', { name: 'Declare an outage' }).click()
    const panel = page.getByRole('region', { name: 'Declare an outage' })
    await panel.getByLabel('What happened, for colleagues').fill('Typed before the drawing.')
    await panel.getByRole('button', { name: 'Draw on the map' }).click()
    for (const place of [[0.3, 0.3], [0.7, 0.3], [0.7, 0.7]] as const) await press(dispatcher, [...place])
    await panel.getByText('3 corners').waitFor()
    const inside = await customers(panel)
    // Over the first side, and back again by the key.
    await press(dispatcher, [0.5, 0.1])
    await panel.getByText('The line crosses itself: it must go round once.').waitFor()
    await screenshot(page, 'outage-map-drawing-crossing')
    await page.keyboard.press('Backspace')
    await panel.getByText('3 corners').waitFor()
    await press(dispatcher, [0.3, 0.7])
    await panel.getByText('4 corners').waitFor()
    await expect.poll(() => customers(panel)).toBeGreaterThan(inside)
    const [from, to] = [await at(dispatcher, [0.3, 0.7]), await at(dispatcher, [0.25, 0.75])]
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(to.x, to.y, { steps: 5 })
    await page.mouse.up()
    await panel.getByText('4 corners').waitFor()
    await screenshot(page, 'outage-map-drawing')
    await expectNoBarriers(page)
    const last = await at(dispatcher, [0.27, 0.5])
    await page.mouse.dblclick(last.x, last.y)
    await panel.getByText('5 corners').waitFor()
    await panel.getByRole('button', { name: 'Change on the map' }).waitFor()
    expect(await panel.getByLabel('What happened, for colleagues').inputValue()).toBe('Typed before the drawing.')
    await panel.getByRole('button', { name: 'Declare it' }).click()
    await panel.waitFor({ state: 'detached' })
    await page.getByRole('article').getByText('Typed before the drawing.').waitFor()
    await page.getByRole('article').getByText('in an area that was drawn').waitFor()
  })

  it('is drawn on with the keys alone, at the cross or in figures, and refuses what crosses itself', async () => {
    const { page } = dispatcher
    await page.getByRole('article').getByRole('button', { name: 'Change where it is' }).focus()
    await page.keyboard.press('Enter')
    const panel = page.getByRole('region', { name: /^Change where it is: SP-/ })
    await panel.getByRole('button', { name: 'No area' }).press('Enter')
    await panel.getByText('None is drawn.').waitFor()
    // The button that was pressed is gone; the keyboard is at the next thing to do.
    await expect.poll(() => panel.getByRole('button', { name: 'Draw on the map' }).evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    for (const key of ['Space', 'ArrowRight', 'Space', 'ArrowDown', 'Space']) {
      await page.keyboard.press(key)
      await drawn(dispatcher)
    }
    await panel.getByText('3 corners').waitFor()
    await screenshot(page, 'outage-map-keys')
    await page.keyboard.press('Escape')
    await panel.getByRole('button', { name: 'Change on the map' }).waitFor()
    await panel.getByText('Corners in figures').click()
    await panel.getByLabel('Latitude', { exact: true }).fill('40.9')
    await panel.getByLabel('Longitude', { exact: true }).fill('-73.93')
    await page.keyboard.press('Enter')
    await panel.getByText('4 corners').waitFor()
    await panel.getByLabel('Longitude of corner 4').fill('-60')
    await panel.getByText('It is wider or higher than 500 km: that is no area of one outage.').waitFor()
    await panel.getByRole('button', { name: 'Change it' }).click()
    await panel.getByText('It is wider or higher than 500 km: that is no area of one outage.').waitFor()
    await expectNoBarriers(page)
    await panel.getByRole('button', { name: 'Back to the last right shape' }).click()
    await panel.getByRole('button', { name: 'Take corner 4 away' }).click()
    await panel.getByText('3 corners').waitFor()
    await panel.getByRole('button', { name: 'Change it' }).click()
    await panel.waitFor({ state: 'detached' })
  })

  it('is cut by town: what lies elsewhere is on neither side', async () => {
    const { page } = dispatcher
    await openOutages(dispatcher)
    const town = page.getByRole('combobox', { name: 'Town' })
    const lines = listOf(dispatcher).getByRole('button')
    expect(await lines.count(), 'the control: all towns').toBeGreaterThan(1)
    await town.selectOption(found.town)
    await expect.poll(() => lines.count()).toBe(1)
    await listOf(dispatcher).getByRole('button', { name: new RegExp(found.reference) }).click()
    await detailOf(dispatcher, found.reference).getByText(`Nearly all modems are online again since`, { exact: false }).waitFor()
    await drawn(dispatcher)
    await expectNoBarriers(page)
    await screenshot(page, 'outage-map-town')
    await town.selectOption('')
    await expect.poll(() => lines.count()).toBeGreaterThan(1)
  })

  it('goes back two days by the keys, and to now again', async () => {
    const { page } = dispatcher
    const slider = page.getByRole('slider', { name: 'Last 48 hours' })
    const before = await listOf(dispatcher).getByRole('button').count()
    await slider.focus()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(/^\w+day, ?.*\d/)
    await page.keyboard.press('Home')
    await page.getByText('Nothing was out then, and no work was planned, as far as the history says.').waitFor()
    await drawn(dispatcher)
    await screenshot(page, 'outage-map-48h-ago')
    await expectNoBarriers(page)
    await page.getByRole('group', { name: 'Time of the map and the list' }).getByRole('button', { name: 'Now' }).click()
    await expect.poll(() => listOf(dispatcher).getByRole('button').count()).toBe(before)
  })

  it('says that modems cannot be read while the operator is away, and reads them again', async () => {
    const { page } = dispatcher
    const unread = page.getByText(/^How many modems are offline cannot be read now\./)
    await operator.cut()
    await page.getByRole('slider', { name: 'Last 48 hours' }).press('ArrowLeft')
    await unread.waitFor()
    await screenshot(page, 'outage-map-unread')
    await expectNoBarriers(page)
    await operator.back()
    await expect.poll(async () => {
      if ((await unread.count()) > 0) await page.getByRole('button', { name: 'Try again' }).first().click({ timeout: 2_000 }).catch(() => undefined)
      return unread.count()
    }, { timeout: 60_000 }).toBe(0)
    // Nobody counted meanwhile, or not at that minute: what stands there is of another moment, and says so.
    await page.getByRole('slider', { name: 'Last 48 hours' }).press('PageDown')
    await drawn(dispatcher)
    await screenshot(page, 'outage-map-read-again')
    await page.getByRole('group', { name: 'Time of the map and the list' }).getByRole('button', { name: 'Now' }).click()
  })

  it('is looked at from nearby, in the dark, on a large screen', async () => {
    const { page } = dispatcher
    for (let step = 0; step < 2; step += 1) await mapOf(dispatcher).getByRole('button', { name: 'Closer' }).click()
    await drawn(dispatcher)
    await screenshot(page, 'outage-map-near')
    await mapOf(dispatcher).getByRole('button', { name: 'What the marks mean' }).click()
    await page.emulateMedia({ colorScheme: 'dark' })
    await drawn(dispatcher)
    await expectNoBarriers(page)
    await screenshot(page, 'outage-map-dark')
    await resize(dispatcher, 2560, 1440)
    await mapOf(dispatcher).getByRole('button', { name: 'The whole plant' }).click()
    await drawn(dispatcher)
    await screenshot(page, 'outage-map-wide')
    await page.emulateMedia({ colorScheme: 'light' })
    await resize(dispatcher, 1366, 768)
  })

  it('is read-only in Spanish for whoever answers the phone', async () => {
    const colleague = await openDesk(operator.url, { locale: 'es' })
    try {
      await signInAs(colleague.page, 'Amy Moreno')
      await openOutages(colleague)
      expect(await colleague.page.getByRole('button', { name: 'Declarar una interrupción' }).count()).toBe(0)
      await expectNoBarriers(colleague.page)
      await screenshot(colleague.page, 'outage-map-es')
      // What Headend has found by itself is said in the language of whoever reads it.
      await colleague.page.getByRole('combobox', { name: 'Localidad' }).selectOption(found.town)
      await listOf(colleague).getByRole('button', { name: new RegExp(found.reference) }).click()
      const detail = detailOf(colleague, found.reference)
      await detail.getByText(/^Casi todos los módems tienen conexión otra vez desde .+ ¿Está restablecida\?$/).waitFor()
      expect(await detail.textContent()).not.toMatch(/modems|online again|m\.\./)
      await screenshot(colleague.page, 'outage-map-es-found')
    } finally {
      await colleague.close()
    }
  })

  it('has the streets of an operator who has an archive of them, with the words that their makers ask for', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'headend-streets-'))
    const [archive, policy] = [path.join(folder, 'region.pmtiles'), path.join(folder, 'policy.json')]
    writeFileSync(archive, pmtilesArchive({ tile: PICTURE, type: 2, maxZoom: 12, attribution: '<a href="https://example.org">&copy; Example streets</a>' }))
    writeFileSync(policy, JSON.stringify({ backendUrl: operator.url, scope: { kind: 'all' }, mapTiles: { file: archive } }), { mode: 0o644 })
    const desk = await openDesk(operator.url, { env: { HEADEND_POLICY_FILE: policy } })
    try {
      await signInAs(desk.page, 'Amy Moreno')
      await openOutages(desk)
      await screenshot(desk.page, 'outage-map-streets')
      await mapOf(desk).getByText('© Example streets').waitFor()
      await drawn(desk)
      await screenshot(desk.page, 'outage-map-streets')
    } finally {
      await desk.close()
      rmSync(folder, { recursive: true })
    }
  })

  it('says in words that there are no graphics for a map, and the list works', async () => {
    const { page } = dispatcher
    await page.getByRole('navigation').getByRole('button', { name: 'Mailbox' }).click()
    await page.evaluate(() => {
      const original = HTMLCanvasElement.prototype.getContext
      HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...[kind, ...more]: Parameters<typeof original>) { return kind.startsWith('webgl') ? null : original.call(this, kind, ...more) } as typeof original
    })
    await page.getByRole('navigation').getByRole('button', { name: 'Outages' }).click()
    await mapOf(dispatcher).getByText('This computer has no graphics for a map (WebGL). All that it would show is in the list.').waitFor()
    await listOf(dispatcher).getByRole('button').last().click()
    await page.getByRole('article').waitFor()
    await screenshot(page, 'outage-map-without-graphics')
  })
})
