/**
 * Twenty kills while notes are written in the real window: of the whole program, of its data process, of the
 * backend. Afterwards every note that the window showed is at the backend, once; what was typed and not yet saved
 * is a draft again. A kill cannot tell whether a commit reached the disk, so its flushes are counted as well.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import type { Page } from 'playwright-core'
import { newProfile, openDesk, searchBox, signIn, type Profile } from '../bench/support/desk.ts'
import { endWindows, type ElectronWindow } from '../bench/support/electron-window.ts'
import { customersOf, startOperator, type Operator } from '../bench/support/operator.ts'
import { processTree } from '../bench/support/process-tree.ts'
import { seededPick } from '../bench/support/seeded.ts'
import { runReport } from '../lib/report.ts'
import { flushesPerCommit } from './support/flushes.ts'

const KILLS = 20
const CUSTOMERS = 200
/** A kill comes within this time of the desk's being ready, so that it falls into every part of writing a note. */
const KILL_WITHIN_MS = 1_500
const WAIT_MS = 60_000
/** Of a step that a kill may have cut off: short, because a note that was never shown is nothing lost. */
const KILL_WAIT_MS = 5_000
const kinds = ['program', 'data process', 'backend'] as const

type Run = { operator: Operator; profile: Profile; accountNumber: string; shown: string[]; typed: string[]; draftsKept: number; begun: number }

await runReport('crash', async (report) => {
  const operator = await startOperator({ customers: CUSTOMERS, wholeAccounts: CUSTOMERS, seed: report.seed, say: report.say })
  const profile = newProfile(operator)
  const pick = seededPick(report.seed)
  const [customer] = customersOf({ customers: 1, seed: report.seed })
  const run: Run = { operator, profile, accountNumber: customer?.accountNumber ?? '', shown: [], typed: [], draftsKept: 0, begun: 0 }
  const kills: Record<string, number> = {}
  try {
    let desk = await openDesk(profile)
    await signIn(desk.page, operator)
    await openFirstAccount(desk.page, run)
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const kind = kinds[pick(kinds.length)] ?? 'program'
      kills[kind] = (kills[kind] ?? 0) + 1
      desk = await killWhileWriting(desk, kind, pick(KILL_WITHIN_MS), run)
      report.say(`kill ${kill} of ${KILLS}: ${kind}; ${run.shown.length} notes shown`)
    }
    await writeNote(desk.page, run)
    const found = await settledNotes(operator, run.shown)
    await desk.close()
    const lost = run.shown.filter((text) => !found.has(text))
    const doubled = [...found].filter(([, count]) => count > 1).map(([text]) => text)
    report.figure('kills', { all: KILLS, ...kills })
    report.figure('notes', { shown: run.shown.length, atBackend: found.size, draftsKept: run.draftsKept })
    report.atMost('lost', 0, lost.length)
    report.atMost('doubled', 0, doubled.length)
    const flushes = await flushesPerCommit(100)
    report.figure('flushesIn100Commits', flushes ?? 'not counted: strace is not on this machine')
    if (flushes !== null) report.atLeast('flushesPerCommit', 1, flushes / 100)
  } finally {
    endWindows()
    await operator.stop()
    profile.remove()
  }
})

async function openFirstAccount(page: Page, { accountNumber }: Run): Promise<void> {
  await searchBox(page).fill(accountNumber)
  await page.locator(`[data-results-for="${accountNumber}"]`).getByRole('option').first().waitFor({ timeout: WAIT_MS })
  await page.keyboard.press('Enter')
  await noteBox(page).waitFor()
}

function noteBox(page: Page) {
  return page.getByRole('textbox', { name: 'Note' })
}

/** Writes notes until the kill, then brings the desk back to where notes can be written. */
async function killWhileWriting(desk: ElectronWindow, kind: (typeof kinds)[number], afterMs: number, run: Run): Promise<ElectronWindow> {
  let killed = false
  const kill = new Promise<void>((resolve) => setTimeout(resolve, afterMs)).then(() => {
    killed = true
    return killOne(desk, kind, run)
  })
  // Awaited below; until then a failure of it must not end the program before it has tidied up.
  kill.catch(() => {})
  while (!killed) await writeNote(desk.page, run).catch(() => {})
  await kill
  const back = kind === 'program' ? await openDesk(run.profile) : desk
  await noteBox(back.page).waitFor({ timeout: WAIT_MS })
  await finishDraft(back.page, run)
  return back
}

async function killOne(desk: ElectronWindow, kind: (typeof kinds)[number], { operator }: Run): Promise<void> {
  if (kind === 'backend') return operator.killBackend()
  if (kind === 'data process') return killQuietly(await dataProcess(desk.pid))
  const ended = new Promise((resolve) => desk.child.once('exit', resolve))
  // Children first, so that none of them can notice the end of its parent and tidy up.
  for (const pid of processTree(desk.pid).reverse()) killQuietly(pid)
  await ended
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

/** The one that has the cache file open; after a kill before it may still be on its way back. */
async function dataProcess(rootPid: number): Promise<number> {
  for (const end = performance.now() + WAIT_MS; performance.now() < end; ) {
    const found = processTree(rootPid).find(hasCacheOpen)
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('no process has the cache open')
}

function hasCacheOpen(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('node.mojom.NodeService') && openFiles(pid).includes('.db')
  } catch {
    // It has ended meanwhile.
    return false
  }
}

function openFiles(pid: number): string {
  return execFileSync('ls', ['-l', `/proc/${pid}/fd`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
}

async function writeNote(page: Page, run: Run): Promise<void> {
  const text = `crash note ${(run.begun += 1)} ${'x'.repeat(run.begun % 40)}.`
  await noteBox(page).fill(text, { timeout: KILL_WAIT_MS })
  run.typed.push(text)
  await saveNote(page, text, run, KILL_WAIT_MS)
}

async function saveNote(page: Page, text: string, run: Run, timeout: number): Promise<void> {
  await noteBox(page).press('Control+Enter', { timeout })
  await page.getByRole('listitem').filter({ hasText: text }).first().waitFor({ timeout })
  run.shown.push(text)
}

/** What was typed before the kill and is a draft now is saved, once; if it had been saved as well it would now be double. */
async function finishDraft(page: Page, run: Run): Promise<void> {
  const text = await noteBox(page).inputValue()
  if (!text) return
  run.draftsKept += 1
  await saveNote(page, text, run, WAIT_MS).catch(async (error: Error) => {
    throw new Error(`${error.message}\nthe window shows:\n${await page.locator('body').ariaSnapshot()}`)
  })
}

/** Notes at the backend and how often each is there, once all that were shown have come or the wait is over. */
async function settledNotes(operator: Operator, shown: readonly string[]): Promise<Map<string, number>> {
  const client = new pg.Client({ connectionString: operator.databaseUrl })
  await client.connect()
  const end = performance.now() + WAIT_MS
  try {
    for (;;) {
      const { rows } = await client.query<{ text: string; count: number }>(`select text, count(*)::int as count from interaction where text like 'crash note %' group by text`)
      const found = new Map(rows.map((row) => [row.text, row.count]))
      if (shown.every((text) => found.has(text)) || performance.now() > end) return found
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  } finally {
    await client.end()
  }
}
