/** Spawn to a usable search box with a warm cache and a remembered session, against a hello-world Electron window. */
import { median, p95, rounded } from '../lib/stats.ts'
import { runReport } from '../lib/report.ts'
import { wanted } from '../lib/wanted.ts'
import { firstSyncEnded, newProfile, openDesk, signIn } from './support/desk.ts'
import { endWindows, helloWorldApp, markedAfterSpawn, openWindow } from './support/electron-window.ts'
import { startOperator } from './support/operator.ts'
import { embeddedStart } from './support/embedded.ts'

const PAIRS = 5
const SYNC_MS = 600_000

await runReport('start', async (report) => {
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
      pairs.push({ hello: await timed(() => openWindow(hello.folder)), desk: await timed(() => openDesk(profile)) })
      report.say(`pair ${pair}: hello ${rounded(pairs.at(-1)?.hello ?? 0)} ms, desk ${rounded(pairs.at(-1)?.desk ?? 0)} ms`)
    }
    const helloMs = pairs.map((pair) => pair.hello)
    const deskMs = pairs.map((pair) => pair.desk)
    report.figure('customers', customers)
    report.figure('baseline', 'a hello-world Electron window with one field, spawn to first painted frame')
    report.figure('helloMs', { median: rounded(median(helloMs)), p95: rounded(p95(helloMs)) })
    report.figure('deskMs', { median: rounded(median(deskMs)), p95: rounded(p95(deskMs)) })
    report.atMost('startRatio', 1.6, rounded(median(pairs.map((pair) => pair.desk / pair.hello)), 2))
    report.figure('embedded', await embeddedStart())
  } finally {
    endWindows()
    hello.remove()
    await operator.stop()
    profile.remove()
  }
})

async function timed(open: () => ReturnType<typeof openWindow>): Promise<number> {
  const window = await open()
  const ms = await markedAfterSpawn(window, 'usable')
  await window.close()
  return ms
}
