/** Settled memory of all of a desk's processes with a full cache, against a hello-world Electron window. */
import { setTimeout as pause } from 'node:timers/promises'
import { median, rounded } from '../lib/stats.ts'
import { runReport } from '../lib/report.ts'
import { wanted } from '../lib/wanted.ts'
import { firstSyncEnded, newProfile, openDesk, searchBox, signIn } from './support/desk.ts'
import { endWindows, helloWorldApp, markedAfterSpawn, openWindow, type ElectronWindow } from './support/electron-window.ts'
import { embeddedMemory } from './support/embedded.ts'
import { startOperator } from './support/operator.ts'
import { treePss } from './support/process-tree.ts'

const PAIRS = 5
const SYNC_MS = 600_000
/** Settled: the lowest of the readings within this time after the window is usable and a search was made. */
const SETTLE_MS = 8_000
const MEGABYTE = 1e6

await runReport('memory', async (report) => {
  const customers = wanted('customers', 1_000_000)
  const operator = await startOperator({ customers, wholeAccounts: 100, seed: report.seed, say: report.say })
  const profile = newProfile(operator)
  const hello = helloWorldApp()
  try {
    const first = await openDesk(profile)
    await signIn(first.page, operator)
    await firstSyncEnded(first.page, SYNC_MS)
    await first.close()
    const pairs: { hello: number; desk: number }[] = []
    for (let pair = 1; pair <= PAIRS; pair += 1) {
      pairs.push({ hello: await settled(await openWindow(hello.folder)), desk: await settled(await openDesk(profile), 'smith') })
      report.say(`pair ${pair}: hello ${pairs.at(-1)?.hello} MB, desk ${pairs.at(-1)?.desk} MB`)
    }
    report.figure('customers', customers)
    report.figure('baseline', 'a hello-world Electron window with one field; PSS of the whole process tree')
    report.figure('helloMb', median(pairs.map((pair) => pair.hello)))
    report.figure('deskMb', median(pairs.map((pair) => pair.desk)))
    report.atMost('memoryRatio', 1.7, rounded(median(pairs.map((pair) => pair.desk / pair.hello)), 2))
    report.figure('embedded', await embeddedMemory())
  } finally {
    endWindows()
    hello.remove()
    await operator.stop()
    profile.remove()
  }
})

/** Megabytes of 10^6 bytes. @param query searched once, so that what a search needs is counted. */
async function settled(window: ElectronWindow, query?: string): Promise<number> {
  await markedAfterSpawn(window, 'usable')
  if (query) {
    await searchBox(window.page).pressSequentially(query)
    await window.page.getByRole('option').first().waitFor()
  }
  const readings: number[] = []
  const end = performance.now() + SETTLE_MS
  while (performance.now() < end) {
    await pause(1_000)
    readings.push(treePss(window.pid))
  }
  await window.close()
  return rounded(Math.min(...readings) / MEGABYTE)
}
