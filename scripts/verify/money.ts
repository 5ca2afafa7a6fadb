/**
 * A million random operations over a thousand accounts: bills, credits, charges, approvals, reversals; payments with a gateway
 * that approves, declines, loses its answer or gives it twice; refunds, autopay, promises; points that are earned, given,
 * redeemed, taken back. After each, debits equal credits, balances equal the sums of what happened, nothing is refunded above
 * what was paid, no batch of points is below nothing, no limit was passed, and what was reversed is as if it had never been. The million runs on the ledger's own functions over lists; a smaller number goes through the
 * real commands on PGlite. Both are held to one model that adds the same up in another way. Then one rule after the
 * other is broken on purpose, and each must be noticed.
 *
 * `--operations=N` and `--on-database=N` make the two runs smaller for a quick look; the proof is the usual size.
 */
import { sql } from 'kysely'
import { migrate } from '../../electron/backend/store/migrate.ts'
import { openStore, type Store } from '../../electron/backend/store/store.ts'
import { faultsInBooks } from '../../tests/support/books.ts'
import { databaseProgram } from '../../tests/support/money-world/database-program.ts'
import { openWorld, type World } from '../../tests/support/money-world/world.ts'
import { runReport, type Report } from '../lib/report.ts'
import { wanted } from '../lib/wanted.ts'
import { memoryProgram } from './support/memory-program.ts'
import { rules, type Rules } from './support/memory-rules.ts'
import { broken, pastTheProgram } from './support/money-controls.ts'
import { castOf, stepsFrom } from './support/money-steps.ts'

const ACCOUNTS = 1_000
const OPERATIONS = wanted('operations', 1_000_000)
const ON_DATABASE = wanted('on-database', Math.min(20_000, Math.ceil(OPERATIONS / 50)))
/**
 * A broken rule must be noticed within so many operations, over fewer accounts, so that each sees more of them. Measured with six seeds:
 * the slowest of all needs 13,644, most need fewer than 3,000. One that comes near the bound needs steps that meet its rule, not more of them.
 */
const CONTROL_OPERATIONS = 20_000
const CONTROL_ACCOUNTS = 50
const AUDIT_EVERY = 1_000

/** @returns the faults of the first operation that had any, with its number; what follows it would only repeat them */
async function play(world: World, steps: () => ReturnType<ReturnType<typeof stepsFrom>>, operations: number, onEvery: (done: number) => Promise<string[]> | string[]): Promise<{ faults: string[]; done: number }> {
  for (let done = 1; done <= operations; done += 1) {
    const faults = [...(await world.step(steps())), ...(await onEvery(done))]
    if (faults.length > 0) return { faults: faults.map((fault) => `operation ${done}: ${fault}`), done }
  }
  return { faults: await world.finish(), done: operations }
}

async function inMemory({ seed, say }: Report) {
  const started = performance.now()
  const cast = castOf(ACCOUNTS)
  const program = memoryProgram(cast)
  const world = openWorld(cast, program, { staleDecisions: false })
  const { faults, done } = await play(world, stepsFrom(seed), OPERATIONS, (count) => {
    if (count % 50_000 === 0) say(`in memory: ${count.toLocaleString('en-US')} of ${OPERATIONS.toLocaleString('en-US')} operations`)
    return []
  })
  return { faults, figures: { operations: done, accounts: ACCOUNTS, postings: program.postings(), seconds: secondsSince(started), outcomes: world.done } }
}

async function onDatabase({ seed, say }: Report) {
  const started = performance.now()
  const store = await openStore({ kind: 'embedded', dataDirectory: null })
  try {
    await migrate(store)
    const cast = castOf(ACCOUNTS)
    const world = openWorld(cast, await databaseProgram(store, cast))
    const { faults, done } = await play(world, stepsFrom(seed), ON_DATABASE, async (count) => {
      if (count % AUDIT_EVERY !== 0) return []
      say(`on PGlite: ${count.toLocaleString('en-US')} of ${ON_DATABASE.toLocaleString('en-US')} operations`)
      // PGlite gathers no statistics by itself.
      await store.analyze()
      return faultsInBooks(store)
    })
    const all = faults.length > 0 ? faults : await faultsInBooks(store)
    const { postings } = await store.db.selectFrom('ledgerPosting').select(({ fn }) => fn.countAll<number>().as('postings')).executeTakeFirstOrThrow()
    const figures = { operations: done, accounts: ACCOUNTS, postings, seconds: secondsSince(started), outcomes: world.done }
    return { faults: all, figures, caught: await noticesEach(store) }
  } finally {
    await store.close()
  }
}

/** Writes past the program what it would never write. @returns 1 for each that the auditor finds, after so many operations; else null */
async function noticesEach(store: Store): Promise<Record<string, number | null>> {
  const caught: Record<string, number | null> = {}
  for (const [name, { write, fault }] of Object.entries(pastTheProgram)) {
    await sql.raw(write).execute(store.db)
    caught[name] = (await faultsInBooks(store)).some((found) => found.startsWith(fault)) ? 1 : null
  }
  return caught
}

/** @returns after how many operations each broken rule was noticed; null for one that was not */
async function controls({ seed, say }: Report): Promise<Record<string, number | null>> {
  const caught: Record<string, number | null> = {}
  for (const [name, rule] of Object.entries(broken)) {
    caught[name] = await caughtAfter({ ...rules, ...rule }, seed)
    say(`control: ${name}: ${caught[name] === null ? 'not noticed' : `noticed after ${caught[name]} operations`}`)
  }
  return caught
}

async function caughtAfter(rule: Rules, seed: number): Promise<number | null> {
  const cast = castOf(CONTROL_ACCOUNTS)
  const world = openWorld(cast, memoryProgram(cast, rule), { staleDecisions: false })
  const steps = stepsFrom(seed)
  for (let done = 1; done <= CONTROL_OPERATIONS; done += 1) {
    // A posting that the ledger would refuse ends the run as well.
    const faults = await world.step(steps()).catch((error: unknown) => [String(error)])
    if (faults.length > 0) return done
  }
  return null
}

function secondsSince(started: number): number {
  return Math.round((performance.now() - started) / 100) / 10
}

await runReport('money', async (report) => {
  const memory = await inMemory(report)
  report.figure('memory', memory.figures)
  const database = await onDatabase(report)
  report.figure('database', database.figures)
  report.atMost('violations', 0, memory.faults.length + database.faults.length)
  report.figure('firstViolations', [...memory.faults, ...database.faults].slice(0, 5))
  const caught = { ...(await controls(report)), ...database.caught }
  const missed = Object.entries(caught).filter(([, after]) => after === null).map(([name]) => name)
  report.figure('controls', caught)
  report.figure('controlCaught', missed.length === 0)
  report.must('controlCaught', missed.length === 0, missed.join(', '))
})
