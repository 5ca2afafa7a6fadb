/**
 * Fifty secrets are planted: at the backend what no desk may have while the caller is not known (call detail, former phones, hashes,
 * tokens, links, devices), and in the window what an agent types (PINs, card numbers in a note). Then the real desk opens those accounts,
 * looks into every section, tries PINs, is locked, its window and its data process crash; and every file, every row of its cache and the
 * memory of its window are searched, before the lock and behind it: none of the fifty may be there, and the customer's name must be, or the
 * search finds nothing. The raw memory of all its processes is searched for what the backend holds alone: what was typed may lie in a page
 * that was given back, which no program empties.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { newProfile, openDesk, searchBox, signIn, type Profile } from '../bench/support/desk.ts'
import { endWindows, type ElectronWindow } from '../bench/support/electron-window.ts'
import { startOperator, type Operator } from '../bench/support/operator.ts'
import { processTree } from '../bench/support/process-tree.ts'
import { runReport, type Report } from '../lib/report.ts'
import { foundIn, inFiles, inHeap, inMemory, inRows, listFiles } from './support/desk-traces.ts'
import { plantSecrets, type Secrets } from './support/secret-canaries.ts'

const CUSTOMERS = 60
const WAIT_MS = 60_000
const SECTIONS = ['Overview', 'Billing', 'Services', 'Data use', 'Calls', 'Rewards', 'Sign-in']

await runReport('secrets', async (report) => {
  const operator = await startOperator({ customers: CUSTOMERS, wholeAccounts: CUSTOMERS, seed: report.seed, say: report.say })
  const profile = newProfile(operator)
  try {
    const secrets = await plantSecrets(operator.databaseUrl, report.seed)
    report.figure('planted', secrets.planted.length + secrets.pins.length + secrets.cards.length)
    await prove(report, { operator, profile, secrets })
  } finally {
    endWindows()
    await operator.stop()
    profile.remove()
  }
})

type Arena = { operator: Operator; profile: Profile; secrets: Secrets }
function flagOf({ flags }: Profile, name: string): string {
  return flags.find((flag) => flag.startsWith(`--${name}=`))?.slice(name.length + 3) ?? ''
}

async function prove(report: Report, { operator, profile, secrets }: Arena): Promise<void> {
  const texts = [...secrets.planted.map(({ text }) => text), ...secrets.pins, ...secrets.cards]
  const control = secrets.subjects[0]?.name ?? ''
  const desk = await openDesk(profile)
  await signIn(desk.page, operator)
  const leaks: Record<string, string[]> = {}
  const seen: Record<string, boolean> = {}
  const judge = (where: string, found: readonly string[]): void => {
    leaks[where] = found.filter((text) => text !== control).map((text) => kindOf(secrets, text))
    seen[where] = found.includes(control)
  }
  await work(desk.page, secrets, report)
  // While the callers are unverified and everything that was typed is judged or saved; then once more behind the lock.
  const unverified = await inHeap(desk.page, [...texts, control])
  judge('windowUnverified', unverified.found)
  await lock(desk.page)
  const held = await inHeap(desk.page, [...texts, control])
  judge('window', held.found)
  report.figure('heldBy', held.heldBy.filter(({ text }) => text !== control).map(({ text, path: way }) => ({ kind: kindOf(secrets, text), way })))
  const planted = secrets.planted.map(({ text }) => text)
  const processes = processTree(desk.pid).map((pid) => ({ pid, ...inMemory(pid, [...planted, control]) }))
  judge('memory', [...new Set(processes.flatMap(({ found }) => found ?? []))])
  report.figure('searched', { heapBytes: held.bytes, memoryBytes: processes.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0), processes: processes.filter(({ bytes }) => (bytes ?? 0) > 0).length })
  report.must('processes are read', processes.some(({ bytes }) => (bytes ?? 0) > 0))
  await crash(desk, report)
  await desk.close()
  const folder = flagOf(profile, 'user-data-dir')
  const key = readFileSync(flagOf(profile, 'cache-key-file'), 'utf8').trim()
  judgeFiles(report, folder, [...texts, control], judge)
  const cacheFile = listFiles(folder).cache.find((file) => file.endsWith('.db')) ?? ''
  const rows = inRows(cacheFile, key, [...texts, control, secrets.note])
  judge('cacheRows', rows.found.filter((text) => text !== secrets.note))
  report.figure('cacheRows', rows.rows)
  report.must('the note that the cards were typed into is in the cache', rows.found.includes(secrets.note))
  for (const [where, found] of Object.entries(leaks)) report.atMost(`leaksIn_${where}`, 0, found.length)
  report.figure('leaked', leaks)
  // What must be there is found in the same way, or nothing was looked at.
  for (const where of ['windowUnverified', 'window', 'memory', 'cacheRows']) report.must(`the customer's name is found in ${where}`, seen[where] === true)
  report.must('the customer\'s name is in no file as it is', !seen['cache'] && !seen['logs'] && !seen['other'])
  plantLeaks(report, folder, secrets)
}

function kindOf({ planted, pins }: Secrets, text: string): string {
  return planted.find((each) => each.text === text)?.kind ?? (pins.includes(text) ? 'PIN as typed' : 'card as typed')
}

function judgeFiles(report: Report, folder: string, texts: readonly string[], judge: (where: string, found: readonly string[]) => void): void {
  const files = listFiles(folder)
  report.must('there is a crash dump to search', (files['crashDumps']?.length ?? 0) > 0)
  report.figure('files', Object.fromEntries(Object.entries(files).map(([kind, list]) => [kind, list.length])))
  for (const [kind, list] of Object.entries(files)) judge(kind, inFiles(list, texts))
}

/** A leak that somebody puts there is found: in a log, and in a file that nobody thought of. */
function plantLeaks(report: Report, folder: string, { planted, cards }: Secrets): void {
  const [log, other] = [planted[0]?.text ?? '', cards[0] ?? '']
  writeFileSync(path.join(folder, 'logs', 'planted.log'), `{"message":"called ${log}"}\n`)
  writeFileSync(path.join(folder, 'Planted State'), Buffer.from(other, 'utf16le'))
  const files = listFiles(folder)
  report.must('a planted leak in a log is found', inFiles(files.logs, [log]).length === 1)
  report.must('a planted leak elsewhere is found', inFiles(files.other, [other]).length === 1)
  report.must('nothing is found where nothing is', foundIn(Buffer.from('nothing'), [log, other]).length === 0)
}

/** As an agent whose callers cannot say who they are. */
async function work(page: Page, { subjects, pins, cards, note }: Secrets, report: Report): Promise<void> {
  for (const [at, { accountNumber }] of subjects.entries()) {
    report.say(`account ${at + 1} of ${subjects.length}`)
    await searchBox(page).fill(accountNumber)
    await page.locator(`[data-results-for="${accountNumber}"]`).getByRole('option').first().waitFor({ timeout: WAIT_MS })
    await page.keyboard.press('Enter')
    await page.locator('[data-account][data-complete="true"]').waitFor({ timeout: WAIT_MS })
    await page.locator('[data-level="none"] button:enabled').first().waitFor({ timeout: WAIT_MS })
    await page.keyboard.press('F4')
    await page.locator('[data-level="unverified"]').waitFor({ timeout: WAIT_MS })
    await lookEverywhere(page)
    for (const pin of pins.slice(at * 2, at * 2 + 2)) await tryPin(page, pin)
    await page.keyboard.press('Escape')
    await writeNote(page, `${note} ${at}: the card is ${cards.slice(at * 3, at * 3 + 3).join(', ')}.`)
  }
}

async function lock(page: Page): Promise<void> {
  await page.keyboard.press('Control+l')
  await page.getByRole('button', { name: 'Unlock' }).waitFor({ timeout: WAIT_MS })
}

async function lookEverywhere(page: Page): Promise<void> {
  const tabs = page.getByRole('tablist', { name: 'Sections of the account' }).getByRole('tab')
  const count = await tabs.count()
  if (count < SECTIONS.length) throw new Error(`only ${count} sections`)
  for (let at = 0; at < count; at += 1) {
    await tabs.nth(at).click()
    await page.locator('#section-panel').waitFor({ timeout: WAIT_MS })
  }
  await tabs.first().click()
}

async function tryPin(page: Page, pin: string): Promise<void> {
  await page.keyboard.press('F2')
  const panel = page.getByRole('region', { name: 'Verify the caller' })
  const field = panel.getByLabel(/^PIN, /)
  // Key by key: what is filled in at once stays in the driver's own part of the page.
  await field.fill('', { timeout: WAIT_MS })
  await field.pressSequentially(pin)
  await page.keyboard.press('Enter')
  await panel.getByRole('alert').or(panel.getByRole('status')).first().waitFor({ timeout: WAIT_MS })
  // Judged: the field is empty again.
  await page.waitForFunction((text) => ![...document.querySelectorAll('input')].some(({ value }) => value === text), pin, { timeout: WAIT_MS, polling: 50 })
}

async function writeNote(page: Page, text: string): Promise<void> {
  const box = page.getByRole('textbox', { name: 'Note' })
  await box.click({ timeout: WAIT_MS })
  await box.pressSequentially(text)
  await box.press('Control+Enter')
  await page.getByRole('listitem').filter({ hasText: text.slice(0, 30) }).first().waitFor({ timeout: WAIT_MS })
}

/** The window's page, and the process that holds the cache: each leaves what a crash leaves, and comes back. */
async function crash(desk: ElectronWindow, report: Report): Promise<void> {
  report.say('crashes')
  const data = processTree(desk.pid).filter((pid) => /utility-sub-type=node\.mojom/.test(commandOf(pid)))
  report.must('there is a data process to crash', data.length > 0)
  for (const pid of data) process.kill(pid, 'SIGSEGV')
  const session = await desk.page.context().newCDPSession(desk.page)
  const crashed = new Promise<boolean>((resolve) => desk.page.once('crash', () => resolve(true)))
  session.send('Page.crash').catch(() => undefined)
  report.must('the window crashed', await Promise.race([crashed, new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 10_000))]))
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
