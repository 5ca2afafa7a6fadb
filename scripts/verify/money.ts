/**
 * A million random operations over a thousand accounts: bills, payments, credits, charges, approvals, reversals. After
 * each, debits equal credits, balances equal the sums of what happened, no limit was passed, and what was reversed is as
 * if it had never been. The million runs on the ledger's own functions over lists; a smaller number goes through the
 * real commands on PGlite. Both are held to one model that adds the same up in another way. Then one rule after the
 * other is broken on purpose, and each must be noticed.
 *
 * `--operations=N` and `--on-database=N` make the two runs smaller for a quick look; the proof is the usual size.
 */
import { sql } from 'kysely'
import { application, counterPostings, type Posting } from '../../electron/backend/features/billing/ledger.ts'
import { migrate } from '../../electron/backend/store/migrate.ts'
import { openStore, type Store } from '../../electron/backend/store/store.ts'
import { faultsInBooks } from '../../tests/support/books.ts'
import { databaseProgram } from '../../tests/support/money-world/database-program.ts'
import { openWorld, type World } from '../../tests/support/money-world/world.ts'
import { add, money, negate, subtract, zero } from '../../shared/kernel/money.ts'
import { runReport, type Report } from '../lib/report.ts'
import { memoryProgram, rules, type Rules } from './support/memory-program.ts'
import { castOf, stepsFrom } from './support/money-steps.ts'

const ACCOUNTS = 1_000
const OPERATIONS = wanted('operations', 1_000_000)
const ON_DATABASE = wanted('on-database', Math.min(20_000, Math.ceil(OPERATIONS / 50)))
/** A broken rule must be noticed within so many operations, over fewer accounts, so that each sees more of them. */
const CONTROL_OPERATIONS = 20_000
const CONTROL_ACCOUNTS = 50
const AUDIT_EVERY = 1_000

function wanted(name: string, usual: number): number {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`))
  return given ? Number(given.slice(name.length + 3)) : usual
}

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
    return { faults: all, figures, caught: { 'a cent written into the ledger past the program': await noticesACent(store) } }
  } finally {
    await store.close()
  }
}

/** @returns 1 when the auditor finds it, as after so many operations; else null */
async function noticesACent(store: Store): Promise<number | null> {
  await sql`
    insert into ledger_posting (entry_id, line, billing_account_id, debit, credit, amount, currency)
    select entry_id, 1000, billing_account_id, 'concession', 'unapplied', 1, currency from ledger_posting limit 1`.execute(store.db)
  return (await faultsInBooks(store)).length > 0 ? 1 : null
}

const aCentMore = (postings: Posting[]): Posting[] =>
  postings.map((posting) => (posting.debit === 'unapplied' && posting.amount.amount % 2 === 1 ? { ...posting, amount: add(posting.amount, money(1)) } : posting))

const aCentLess = (posting: Posting): Posting => (posting.amount.amount > 1 ? { ...posting, amount: subtract(posting.amount, money(1)) } : posting)

const broken: Record<string, Partial<Rules>> = {
  'application rounds a cent up': { application: (...given) => aCentMore(rules.application(...given)), creditPostings: (...given) => aCentMore(rules.creditPostings(...given)) },
  'a reversal mends nothing': { mending: () => [] },
  'a reversal takes twice from one bill': {
    mending: (unapplied, open, applied) => (unapplied.amount > 0 ? application(unapplied, open) : counterPostings(application(negate(unapplied), applied))),
  },
  'a reversal gives back a cent less': { counterPostings: (postings) => rules.counterPostings(postings).map((posting, line) => (line === 0 ? aCentLess(posting) : posting)) },
  'a billed charge is taken off what is unbilled': { billedChargeBackPostings: (amount) => [{ debit: 'revenue', credit: 'unbilled', amount }] },
  'what colleagues gave does not count': { withinLimits: (asked, limits, { today }) => rules.withinLimits(asked, limits, { today, forCustomer: zero() }) },
  'the day does not count': { withinLimits: (asked, limits, { forCustomer }) => rules.withinLimits(asked, limits, { today: zero(), forCustomer }) },
  'a limit gives way by a cent': { withinLimits: (asked, limits, used) => rules.withinLimits(asked, { ...limits, perDay: limits.perDay + 1, perCustomer30Days: limits.perCustomer30Days + 1 }, used) },
  'a bill is credited beyond its amount': { requireWithinBill: () => undefined },
  'a charge is taken back without a limit': { creditExceeds: () => null },
  'an approver has no limit': { approverExceeds: () => null },
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
