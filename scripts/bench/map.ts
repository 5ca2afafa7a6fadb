/**
 * The map of outages with a large operator's plant: its first paint against that of the same page without anything on it, and
 * an update of a thousand nodes until it is drawn. In a real desk before a real backend; what the window draws is drawn without a graphics card.
 */
import type { Page } from 'playwright-core'
import { runReport } from '../lib/report.ts'
import { median, p95, rounded } from '../lib/stats.ts'
import { wanted } from '../lib/wanted.ts'
import { firstSyncEnded, newProfile, openDesk, signIn, type Profile } from './support/desk.ts'
import { endWindows } from './support/electron-window.ts'
import { startOperator } from './support/operator.ts'
import { insertPlant, layPlant, makeProblems, tellStates } from './support/plant.ts'
import { seededPick } from './support/seeded.ts'
import { withStore } from './support/with-store.ts'
import type { PlantElement } from '#shared/features/outages/plant.schema.ts'
import type { Store } from '../../electron/backend/store/store.ts'

const NODES = 2_000
const PROBLEMS = 300
const OPENINGS = 7
const UPDATES = 25
const CHANGED = 1_000
const SYNC_MS = 600_000
const LONGEST_MS = 30_000
/** A desk that has just been started is still asking what is new; nobody opens a map in that second. */
const SETTLE_MS = 1_500

await runReport('map', async (report) => {
  const customers = wanted('customers', 200_000)
  const operator = await startOperator({ customers, wholeAccounts: 100, seed: report.seed, say: report.say })
  const profile = newProfile(operator)
  try {
    const elements = await withStore(operator.databaseUrl, (store) => layPlant(store, NODES))
    const nodes = elements.filter(({ kind }) => kind === 'node')
    const first = await openDesk(profile)
    await signIn(first.page, operator)
    await firstSyncEnded(first.page, SYNC_MS)
    await first.close()
    const empty = await openings(profile, 0, report.say)
    await withStore(operator.databaseUrl, async (store) => {
      await insertPlant(store, elements, makeProblems(nodes, PROBLEMS, report.seed))
      await tellStates(store, nodes, offlineOf(nodes.length, seededPick(report.seed)))
    })
    const full = await openings(profile, PROBLEMS, report.say)
    const updates = await withStore(operator.databaseUrl, (store) => updated(profile, store, nodes, report.seed))
    report.figure('premises', customers)
    report.figure('plant', { nodes: nodes.length, problems: PROBLEMS, changed: CHANGED })
    report.figure('baseline', 'the same page of the same desk in the same run, before it had any plant, problem or state')
    report.figure('emptyMapMs', { median: rounded(median(empty)), p95: rounded(p95(empty)) })
    report.figure('fullMapMs', { median: rounded(median(full)), p95: rounded(p95(full)) })
    report.atMost('firstPaintAboveEmptyMedianMs', 1_500, rounded(median(full) - median(empty)))
    report.atMost('firstPaintAboveEmptyP95Ms', 1_500, rounded(p95(full) - p95(empty)))
    for (const [name, ms] of Object.entries(updates)) {
      report.figure(`update${name}Ms`, { median: rounded(median(ms)), p95: rounded(p95(ms)) })
      report.atMost(`update${name}P95Ms`, 100, rounded(p95(ms)))
    }
  } finally {
    endWindows()
    await operator.stop()
    profile.remove()
  }
})

/** Each in a program of its own, as in the morning: what is measured is from the press on `Outages` to the frame with all of it. */
async function openings(profile: Profile, problems: number, say: (text: string) => void): Promise<number[]> {
  const measured: number[] = []
  // The first one brings what is new onto the desk.
  for (let index = 0; index <= OPENINGS; index += 1) {
    const { page, close } = await openDesk(profile)
    const ms = await openMap(page, problems)
    await close()
    if (index > 0) measured.push(ms)
    say(`map with ${problems} problems: ${rounded(ms)} ms`)
  }
  return measured
}

async function openMap(page: Page, problems: number): Promise<number> {
  const entry = page.getByRole('navigation').getByRole('button', { name: 'Outages' })
  await entry.waitFor({ timeout: LONGEST_MS })
  await page.evaluate(() => addEventListener('click', ({ timeStamp }) => performance.mark('pressed', { startTime: timeStamp }), { once: true, capture: true }))
  await page.waitForTimeout(SETTLE_MS)
  await entry.click()
  await page.waitForFunction(() => performance.getEntriesByName('outage-map-drawn').length > 0, undefined, { timeout: LONGEST_MS })
  const shown = await page.getByRole('list', { name: 'Outages and planned work' }).getByRole('listitem').count()
  if (shown < problems && problems > 0) await page.waitForFunction((wanted) => document.querySelectorAll('[data-problems] li').length >= wanted, problems, { timeout: LONGEST_MS })
  return page.evaluate(() => (performance.getEntriesByName('outage-map-drawn')[0]?.startTime ?? 0) - (performance.getEntriesByName('pressed')[0]?.startTime ?? 0))
}

/** From the answer's arrival in the window to the frame that shows it: from afar, where nodes are clusters, and from nearby, one by one. */
async function updated(profile: Profile, store: Store, nodes: readonly PlantElement[], seed: number): Promise<{ Far: number[]; Near: number[] }> {
  const { page, close } = await openDesk(profile)
  await openMap(page, PROBLEMS)
  const pick = seededPick(seed + 1)
  const Far = await updates(page, store, nodes, pick)
  for (let step = 0; step < 2; step += 1) await page.getByRole('button', { name: 'Closer' }).click()
  const Near = await updates(page, store, nodes, pick)
  await close()
  return { Far, Near }
}

async function updates(page: Page, store: Store, nodes: readonly PlantElement[], pick: (below: number) => number): Promise<number[]> {
  const measured: number[] = []
  let offline = offlineOf(nodes.length, pick)
  for (let index = 0; index <= UPDATES; index += 1) {
    const before = await page.evaluate(() => performance.getEntriesByName('outage-map-updated')[0]?.startTime ?? 0)
    offline = changedBy(offline, pick)
    await tellStates(store, nodes, offline)
    await page.waitForFunction((last) => (performance.getEntriesByName('outage-map-updated')[0]?.startTime ?? 0) > last, before, { timeout: LONGEST_MS })
    const ms = await page.evaluate(() => (performance.getEntriesByName('outage-map-updated')[0]?.startTime ?? 0) - (performance.getEntriesByName('outage-states-told').at(-1)?.startTime ?? 0))
    // The first one may bring more than a thousand changes.
    if (index > 0) measured.push(ms)
  }
  return measured
}

/** In the morning: one node in ten has trouble, the rest a few modems that are switched off. */
function offlineOf(count: number, pick: (below: number) => number): number[] {
  return Array.from({ length: count }, () => (pick(10) === 0 ? pick(101) : pick(4)))
}

/** A thousand neighbours whose marks all look otherwise than before: what was well is out, what was out is well. */
function changedBy(offline: readonly number[], pick: (below: number) => number): number[] {
  const from = pick(offline.length)
  return offline.map((before, index) => ((index - from + offline.length) % offline.length < CHANGED ? (before < 10 ? 50 + pick(50) : pick(4)) : before))
}
