/**
 * 200 varied queries typed key by key into the real window with a million customers in the encrypted cache.
 * Baseline: the painted echo of a key that runs no query, in the same window.
 */
import type { Page } from 'playwright-core'
import { median, p95, rounded } from '../lib/stats.ts'
import { runReport } from '../lib/report.ts'
import { wanted } from '../lib/wanted.ts'
import { firstSyncEnded, newProfile, openDesk, searchBox, signIn } from './support/desk.ts'
import { endWindows } from './support/electron-window.ts'
import { customersOf, startOperator } from './support/operator.ts'
import { echoes, installProbe, keyToChange } from './support/painted.ts'
import { variedQueries } from './support/queries.ts'
import { sampled, seededPick } from './support/seeded.ts'

const QUERIES = 200
const ECHOES = 300
const SYNC_MS = 600_000
type Key = { text: string; painted: number; took: number }

await runReport('search', async (report) => {
  const customers = wanted('customers', 1_000_000)
  const operator = await startOperator({ customers, wholeAccounts: 0, seed: report.seed, say: report.say })
  const profile = newProfile(operator)
  const queries = variedQueries(sampled(customersOf({ customers, seed: report.seed }), 997), QUERIES, seededPick(report.seed))
  try {
    const { page, close } = await openDesk(profile)
    await signIn(page, operator)
    await firstSyncEnded(page, SYNC_MS)
    await installProbe(page)
    await searchBox(page).click()
    await typeAll(page, queries.slice(0, 10))
    const floor = await echoes(page, ECHOES)
    const keys = await typeAll(page, queries, (done) => done % 25 === 0 && report.say(`${done} of ${QUERIES} queries`))
    await close()
    const painted = keys.map((key) => key.painted)
    const took = keys.map((key) => key.took)
    report.figure('customers', customers)
    report.figure('keys', keys.length)
    report.figure('baseline', 'painted echo of a key that runs no query, same window')
    report.figure('floorMs', { median: rounded(median(floor)), p95: rounded(p95(floor)) })
    report.figure('paintedMs', { median: rounded(median(painted)), p95: rounded(p95(painted)) })
    report.figure('paintedRatio', rounded(median(painted) / median(floor), 2))
    report.figure('dataMs', { median: rounded(median(took), 2), p95: rounded(p95(took), 2), max: rounded(Math.max(...took), 2) })
    report.figure('slowest', [...keys].sort((a, b) => b.took - a.took).slice(0, 5).map(({ text, took: ms }) => `${text}: ${rounded(ms)} ms`))
    report.atMost('p95AboveFloorMs', 12, rounded(p95(painted) - p95(floor)))
    report.atMost('dataP95Ms', 8, rounded(p95(took), 2))
    report.atMost('slowestQueryMs', 50, rounded(Math.max(...took), 2))
  } finally {
    endWindows()
    await operator.stop()
    profile.remove()
  }
})

async function typeAll(page: Page, queries: readonly string[], onQuery: (done: number) => void = () => {}): Promise<Key[]> {
  const keys: Key[] = []
  for (const [index, query] of queries.entries()) {
    await searchBox(page).fill('')
    for (let length = 1; length <= query.length; length += 1) keys.push(await typeKey(page, query, length))
    onQuery(index + 1)
  }
  return keys
}

async function typeKey(page: Page, query: string, length: number): Promise<Key> {
  const text = query.slice(0, length)
  const painted = await keyToChange(page, query[length - 1] ?? '', { selector: '[data-results-for]', attribute: 'data-results-for', value: text })
  const took = Number(await page.locator('[data-results-for]').getAttribute('data-took-ms'))
  return { text, painted, took }
}
