/**
 * Ten thousand random changes of plan at random moments: month ends, leap days, the nights on which clocks are changed, bill
 * days of the 31st, seven time zones. Each is previewed, ordered and billed twice; what is posted is what was shown, line by
 * line, but for what colleagues charged in between, and the preview agrees with paper and pencil. The ten thousand run on the
 * backend's own functions over lists; a part of them goes through the real commands, housekeeping and bill run on PGlite.
 * Then one rule after the other is broken on purpose, and each must be noticed.
 *
 * `--changes=N` and `--on-database=N` make the two runs smaller for a quick look; the proof is the usual size.
 */
import { sql } from 'kysely'
import { migrate } from '../../electron/backend/store/migrate.ts'
import { openStore, type Store } from '../../electron/backend/store/store.ts'
import { faultsInBooks } from '../../tests/support/books.ts'
import { planCase, type PlanCase } from '../../tests/support/plan-world/cases.ts'
import { databaseProgram, openPlanBackend, type PlanBackend } from '../../tests/support/plan-world/database-program.ts'
import { memoryProgram, planRules, type PlanRules } from '../../tests/support/plan-world/memory-program.ts'
import { playCase, type PlanProgram } from '../../tests/support/plan-world/play.ts'
import { addDays } from '../../shared/kernel/calendar.ts'
import { runReport, type Report } from '../lib/report.ts'
import { wanted } from '../lib/wanted.ts'

const CHANGES = wanted('changes', 10_000)
const ON_DATABASE = wanted('on-database', Math.min(500, Math.ceil(CHANGES / 20)))
/** A broken rule must be noticed within so many changes. */
const CONTROL_CHANGES = 1_000
const CONTROL_ON_DATABASE = 20
const ANALYZE_EVERY = 100

type Run = { changes: number; refused: number; outcomes: Record<string, number>; faults: string[] }
const isRefused = (outcome: string): boolean => outcome.startsWith('refused: ')

/** Refusals are counted beside them: they are no changes. @param open gives the program of a case */
async function play(seed: number, wantedChanges: number, open: (given: PlanCase) => Promise<PlanProgram> | PlanProgram, onEvery: (run: Run) => Promise<void> | void): Promise<Run> {
  const run: Run = { changes: 0, refused: 0, outcomes: {}, faults: [] }
  for (let number = 0; run.changes < wantedChanges && run.faults.length === 0; number += 1) {
    const given = planCase(seed, number)
    const { outcome, faults } = await playCase(given, await open(given))
    run.outcomes[outcome] = (run.outcomes[outcome] ?? 0) + 1
    if (isRefused(outcome)) run.refused += 1
    else run.changes += 1
    run.faults.push(...faults.map((fault) => `case ${number}: ${fault}`))
    await onEvery(run)
  }
  return run
}

async function onDatabase({ seed, say }: Report) {
  const store = await openStore({ kind: 'embedded', dataDirectory: null })
  try {
    await migrate(store)
    const backend = await openPlanBackend(store)
    let close = (): Promise<void> => Promise.resolve()
    const open = async (given: PlanCase) => {
      await close()
      const program = await databaseProgram(backend, given)
      close = () => program.close()
      return program
    }
    const run = await play(seed, ON_DATABASE, open, async ({ changes, refused }) => {
      if ((changes + refused) % ANALYZE_EVERY !== 0) return
      say(`on PGlite: ${changes} of ${ON_DATABASE} changes`)
      // PGlite gathers no statistics by itself.
      await store.analyze()
    })
    const faults = run.faults.length > 0 ? run.faults : await faultsInBooks(store)
    return { ...run, faults, caught: { 'a price that is a cent more than what was shown, past the program': await noticesACent(backend, seed) } }
  } finally {
    await store.close()
  }
}

/** Between the order and the bill one of its products gets a price of a cent more in the database. @returns after how many changes that was noticed; null when it was not */
async function noticesACent(backend: PlanBackend, seed: number): Promise<number | null> {
  const open = async (given: PlanCase): Promise<PlanProgram> => {
    const program = await databaseProgram(backend, given)
    return { ...program, order: (change, fingerprint) => tampered(backend.store, () => program.order(change, fingerprint)) }
  }
  const { changes, faults } = await play(seed + 1, CONTROL_ON_DATABASE, open, () => undefined)
  return faults.length > 0 ? changes : null
}

async function tampered(store: Store, order: () => Promise<string | null> | string | null): Promise<string | null> {
  const outcome = await order()
  if (outcome === null) await sql`update product set monthly_price = monthly_price + 1 where id in (select product_id from product_order_effect where effect = 'started')`.execute(store.db)
  return outcome
}

const broken: Record<string, Partial<PlanRules>> = {
  'a fee is forgotten': { posted: (plan) => ({ ...plan, fees: plan.fees.slice(1) }) },
  'a fee is a cent less': { posted: (plan) => ({ ...plan, fees: plan.fees.map((fee) => ({ ...fee, amount: fee.amount - 1 })) }) },
  'a fee is billed twice': { left: (charges, billDate) => [...planRules.left(charges, billDate), ...charges.filter(({ dueOn }) => dueOn <= billDate).slice(0, 1)] },
  'it is carried out a day late': { day: (on) => addDays(on, 1) },
  'a discount that is lost stays': { posted: (plan) => ({ ...plan, ended: plan.ended.filter(({ kind }) => kind !== 'discount') }) },
  'a discount that is won is not given': { posted: (plan) => ({ ...plan, started: plan.started.filter(({ kind }) => kind !== 'discount') }) },
  'what is given up goes on': { posted: (plan) => ({ ...plan, ended: plan.ended.slice(1) }) },
  'a price is a cent more': { posted: (plan) => ({ ...plan, started: plan.started.map((product) => ({ ...product, monthlyPrice: product.monthlyPrice === null ? null : product.monthlyPrice + 1 })) }) },
  'a bill forgets what the one before charged': { previous: ({ days }) => ({ days, lines: [] }) },
  'taxes are those of the day of the order': { taxDay: (_, today) => today },
  'what is cancelled stays': { restored: (_, now) => now },
}

async function controls({ seed, say }: Report): Promise<Record<string, number | null>> {
  const caught: Record<string, number | null> = {}
  for (const [name, rule] of Object.entries(broken)) {
    const { changes, faults } = await play(seed, CONTROL_CHANGES, (given) => memoryProgram(given, { ...planRules, ...rule }), () => undefined)
    caught[name] = faults.length > 0 ? changes : null
    say(`control: ${name}: ${faults.length > 0 ? `noticed after ${changes} changes` : 'not noticed'}`)
  }
  return caught
}

await runReport('preview', async (report) => {
  const { seed, say } = report
  const memory = await play(seed, CHANGES, memoryProgram, ({ changes, refused }) => {
    if ((changes + refused) % 2_500 === 0) say(`in memory: ${changes.toLocaleString('en-US')} of ${CHANGES.toLocaleString('en-US')} changes`)
  })
  const database = await onDatabase(report)
  const faults = [...memory.faults, ...database.faults]
  for (const [name, { changes, refused, outcomes }] of Object.entries({ memory, database })) report.figure(name, { changes, refused, outcomes })
  report.atMost('violations', 0, faults.length)
  report.figure('firstViolations', faults.slice(0, 5))
  const caught = { ...(await controls(report)), ...database.caught }
  const missed = Object.entries(caught).filter(([, after]) => after === null).map(([name]) => name)
  report.figure('controls', caught)
  report.figure('controlCaught', missed.length === 0)
  report.must('controlCaught', missed.length === 0, missed.join(', '))
})
