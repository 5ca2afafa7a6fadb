/** The real commands on a real database. */
import { sql } from 'kysely'
import { isoInstant } from '../../../shared/kernel/clock.ts'
import { AppError } from '../../../shared/kernel/errors.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import type { Adjustment } from '../../../shared/features/billing/adjustments.schema.ts'
import type { Role } from '../../../shared/features/session/session.schema.ts'
import type { CommandResult } from '../../../shared/features/sync/sync.schema.ts'
import { figuresOfOne } from '../../../electron/backend/features/billing/adjustment-figures.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { credit, decision, ofBill, operatorToday, reversal, storedAdjustment, withdrawal, writtenFor } from '../adjusting.ts'
import { directCommands, hire } from '../direct-commands.ts'
import { issueBill, openAccounts, type Account, type SimpleBill } from '../simple-billing.ts'
import { paymentsOnDatabase } from './database-payments.ts'
import { pointsOnDatabase } from './database-points.ts'
import { LIMITS, type BillNow, type Books, type Cast, type Outcome, type Program } from './program.ts'

/** What the parts of the program share: numbers of the world to what they are here. */
export type Stage = {
  store: Store
  clock: Cast['clock']
  today(): string
  account(number: number): Account
  agent(number: number): SignedIn
  billId(number: number | null): string | null
  /** Of the world, by the id here; -1 of none. */
  numberOf(id: string): number
  name(id: string, number: number): void
  outcome(answer: Promise<CommandResult>, done: (result: CommandResult) => Outcome): Promise<Outcome>
}

export async function databaseProgram(store: Store, { clock, accounts: count, agents: roles }: Cast): Promise<Program> {
  for (const [role, limits] of Object.entries(LIMITS)) await store.db.updateTable('adjustmentLimit').set(limits).where('role', '=', role as Role).execute()
  const accounts = await openAccounts(store, count)
  const agents: SignedIn[] = []
  for (const role of roles) agents.push(await hire(store, clock, role))
  const commands = directCommands(store, clock)
  const [bills, adjustments]: [SimpleBill[], string[]] = [[], []]
  const numbers = new Map<string, number>()
  const today = () => operatorToday(clock)
  const account = (number: number) => accounts[number] as Account
  const agent = (number: number) => agents[number] as SignedIn
  const adjustment = async (number: number) => (await storedAdjustment(store, adjustments[number] as string)) as Adjustment
  const stage: Stage = {
    store, clock, today, account, agent, outcome,
    billId: (number) => (number === null ? null : (bills[number] as SimpleBill).billId),
    numberOf: (id) => numbers.get(id) ?? -1,
    name: (id, number) => void numbers.set(id, number),
  }
  /** As an approver would see them this moment. */
  const figuresNow = (of: Adjustment) => figuresOfOne(store.db, { ...of, except: of.id }, { at: isoInstant(clock.now()), today: today() })
  const stateOf = (answer: Promise<CommandResult>) => outcome(answer, ({ rows }) => (rows.adjustment?.[0] as Adjustment).state)
  const { dayOf: dayOfPayments, now: paymentsNow, ...payments } = await paymentsOnDatabase(stage)
  const { dayOf: dayOfPoints, now: pointsNow, ...points } = await pointsOnDatabase(stage)

  return {
    submit: async (asked) => {
      const billId = stage.billId(asked.bill)
      const reason = asked.direction === 'charge' ? ({ direction: 'charge', reason: 'unreturnedEquipment' } as const) : {}
      const input = credit(account(asked.account), asked.amount, { ...reason, ...(billId === null ? {} : ofBill(billId)), adjustmentId: newId(clock), commandId: newId(clock) })
      adjustments[asked.adjustment] = input.adjustmentId
      return stateOf(commands.submit(agent(asked.agent), input))
    },
    decide: async ({ adjustment: number, agent: by, approve, amount, comment, stale }) => {
      const asked = await adjustment(number)
      const figures = await figuresNow(asked)
      const seen = stale ? { ...figures, balance: figures.balance + 1 } : figures
      const more = { figures: seen, amount, decision: approve ? 'approve' : 'refuse', comment: comment ? 'As agreed' : null } as const
      return stateOf(commands.decide(agent(by), decision(asked, more)))
    },
    withdraw: async (of) => stateOf(commands.withdraw(agent(of.agent), withdrawal(await adjustment(of.adjustment)))),
    reverse: async (of) => stateOf(commands.reverse(agent(of.agent), reversal(await adjustment(of.adjustment)))),
    issueBill: async ({ bill, ...given }) => {
      const issued = await issueBill(store, account(given.account), { clock, today: today() }, given)
      bills[bill] = issued
      stage.name(issued.billId, bill)
      return issued.amount
    },
    ...payments,
    ...points,
    day: async () => {
      const drafts = await dayOfPayments()
      await dayOfPoints()
      return drafts
    },
    now: async (number) => ({ books: await booksOf(stage, account(number)), ...(await paymentsNow(number)), lots: await pointsNow(number) }),
    written: async (number) => JSON.stringify([await writtenFor(store, account(number)), await alsoWritten(store, account(number))]),
    audit: (number) => faultsOfAccount(store, account(number)),
  }
}

/** A refusal is an outcome; a fault of the program is none. */
async function outcome(answer: Promise<CommandResult>, done: (result: CommandResult) => Outcome): Promise<Outcome> {
  try {
    return done(await answer)
  } catch (error) {
    if (error instanceof AppError && error.code !== 'internal') return error.code
    throw error
  }
}

/** What payments and points write beside the ledger. */
async function alsoWritten({ pool }: Store, { customerId }: Account): Promise<unknown> {
  const { rows } = await pool.query(`
    select (select json_agg(row(id, version, state, refunded) order by id) from payment where customer_id = $1) as payments, (select count(*) from gateway_request where customer_id = $1) as requests,
      (select json_agg(row(id, version, state) order by id) from payment_promise where customer_id = $1) as promises,
      (select count(*) from loyalty_transaction where customer_id = $1) as points, (select json_agg(row(id, version) order by id) from loyalty_batch where customer_id = $1) as batches`, [customerId])
  return rows[0]
}

/** From the postings alone, but for the bills, which are told as the desks see them. */
async function booksOf({ store: { db }, numberOf }: Stage, { billingAccountId }: Account): Promise<Books> {
  const { rows } = await sql<{ name: keyof Omit<Books, 'bills'>; debits: number; credits: number }>`
    select side.name, sum(debits)::bigint as debits, sum(credits)::bigint as credits
    from ledger_posting, lateral (values (debit, amount, 0), (credit, 0, amount)) as side(name, debits, credits)
    where billing_account_id = ${billingAccountId} group by side.name`.execute(db)
  const debits = new Set(['receivable', 'unbilled', 'concession', 'rewards', 'cash'])
  const books: Books = { receivable: 0, unbilled: 0, unapplied: 0, revenue: 0, tax: 0, concession: 0, rewards: 0, cash: 0, bills: [] }
  for (const row of rows) books[row.name] = debits.has(row.name) ? row.debits - row.credits : row.credits - row.debits
  const bills = await db.selectFrom('customerBill').select(['id', 'amount', 'remaining']).where('billingAccountId', '=', billingAccountId).execute()
  return { ...books, bills: bills.map(({ id, amount, remaining }): BillNow => ({ bill: numberOf(id), amount, remaining })) }
}

/** Where the rows that desks see are not what the ledger says. */
async function faultsOfAccount({ db }: Store, { billingAccountId }: Account): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select bill.id from customer_bill bill
    where billing_account_id = ${billingAccountId} and (remaining <> (select sum(case when debit = 'receivable' then amount else -amount end) from ledger_posting where bill_id = bill.id)
      or state <> case when remaining = 0 then 'settled' when remaining < amount then 'partiallyPaid' else 'open' end)
    union all
    select account.id from billing_account account, lateral (
      select coalesce(sum(case when credit = 'unapplied' then amount when debit = 'unapplied' then -amount end), 0)::bigint as unapplied,
        coalesce(sum(case when debit = 'unbilled' then amount when credit = 'unbilled' then -amount end), 0)::bigint as unbilled
      from ledger_posting where billing_account_id = account.id) ledger
    where account.id = ${billingAccountId} and (account.credit, account.unbilled) is distinct from (ledger.unapplied, ledger.unbilled)
    limit 1`.execute(db)
  return rows.map(({ id }) => `a row that is not what the ledger says: ${id}`)
}
