/** The real commands on a real database. */
import { sql } from 'kysely'
import { isoInstant } from '../../../shared/kernel/clock.ts'
import { AppError } from '../../../shared/kernel/errors.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import type { Adjustment } from '../../../shared/features/billing/adjustments.schema.ts'
import type { CommandResult } from '../../../shared/features/sync/sync.schema.ts'
import { figuresOfOne } from '../../../electron/backend/features/billing/adjustment-figures.ts'
import { reverseSource } from '../../../electron/backend/features/billing/ledger.ts'
import { settleAccount } from '../../../electron/backend/features/billing/settle-account.ts'
import { lockCustomer } from '../../../electron/backend/features/customers/customers.queries.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { credit, decision, ofBill, operatorToday, reversal, storedAdjustment, withdrawal, writtenFor } from '../adjusting.ts'
import { directCommands, hire } from '../direct-commands.ts'
import { issueBill, openAccounts, takePayment, type Account, type SimpleBill } from '../simple-billing.ts'
import type { BillNow, Books, Cast, Outcome, Program } from './program.ts'

export async function databaseProgram(store: Store, { clock, accounts: count, agents: roles }: Cast): Promise<Program> {
  const accounts = await openAccounts(store, count)
  const agents: SignedIn[] = []
  for (const role of roles) agents.push(await hire(store, clock, role))
  const commands = directCommands(store, clock)
  const [bills, payments, adjustments]: [SimpleBill[], string[], string[]] = [[], [], []]
  const at = () => ({ clock, today: operatorToday(clock) })
  const account = (number: number) => accounts[number] as Account
  const agent = (number: number) => agents[number] as SignedIn
  const adjustment = async (number: number) => (await storedAdjustment(store, adjustments[number] as string)) as Adjustment
  /** As an approver would see them this moment. */
  const figuresNow = (of: Adjustment) => figuresOfOne(store.db, { ...of, except: of.id }, { at: isoInstant(clock.now()), today: operatorToday(clock) })

  return {
    submit: async (asked) => {
      const { billId } = asked.bill === null ? { billId: null } : (bills[asked.bill] as SimpleBill)
      const reason = asked.direction === 'charge' ? ({ direction: 'charge', reason: 'unreturnedEquipment' } as const) : {}
      const input = credit(account(asked.account), asked.amount, { ...reason, ...(billId === null ? {} : ofBill(billId)), adjustmentId: newId(clock), commandId: newId(clock) })
      adjustments[asked.adjustment] = input.adjustmentId
      return outcomeOf(commands.submit(agent(asked.agent), input))
    },
    decide: async ({ adjustment: number, agent: by, approve, amount, comment, stale }) => {
      const asked = await adjustment(number)
      const figures = await figuresNow(asked)
      const seen = stale ? { ...figures, balance: figures.balance + 1 } : figures
      const more = { figures: seen, amount, decision: approve ? 'approve' : 'refuse', comment: comment ? 'As agreed' : null } as const
      return outcomeOf(commands.decide(agent(by), decision(asked, more)))
    },
    withdraw: async (of) => outcomeOf(commands.withdraw(agent(of.agent), withdrawal(await adjustment(of.adjustment)))),
    reverse: async (of) => outcomeOf(commands.reverse(agent(of.agent), reversal(await adjustment(of.adjustment)))),
    issueBill: async ({ bill, ...given }) => {
      const issued = await issueBill(store, account(given.account), at(), given)
      bills[bill] = issued
      return issued.amount
    },
    pay: async (given) => {
      payments[given.payment] = await takePayment(store, account(given.account), at(), given.amount)
    },
    reversePayment: ({ payment, account: number }) => reversePayment(store, account(number), at(), payments[payment] as string),
    books: (number) => booksOf(store, account(number)),
    written: async (number) => JSON.stringify(await writtenFor(store, account(number))),
    audit: (number) => faultsOfAccount(store, account(number)),
  }
}

/** A refusal is an outcome; a fault of the program is none. */
async function outcomeOf(answer: Promise<CommandResult>): Promise<Outcome> {
  try {
    const { rows } = await answer
    return (rows.adjustment?.[0] as Adjustment).state
  } catch (error) {
    if (error instanceof AppError && error.code !== 'internal') return error.code
    throw error
  }
}

async function reversePayment(store: Store, owner: Account, { clock, today }: { clock: Cast['clock']; today: string }, sourceId: string): Promise<void> {
  await store.db.transaction().execute(async (trx) => {
    await lockCustomer(trx, owner.customerId)
    await reverseSource(trx, clock, owner, { sourceId, at: isoInstant(clock.now()), agentId: null })
    await settleAccount(trx, owner, today)
  })
}

/** From the postings alone, but for the bills, which are told as the desks see them. */
async function booksOf({ db }: Store, { billingAccountId }: Account): Promise<Books> {
  const { rows } = await sql<{ name: keyof Omit<Books, 'bills'>; debits: number; credits: number }>`
    select side.name, sum(debits)::bigint as debits, sum(credits)::bigint as credits
    from ledger_posting, lateral (values (debit, amount, 0), (credit, 0, amount)) as side(name, debits, credits)
    where billing_account_id = ${billingAccountId} group by side.name`.execute(db)
  const debits = new Set(['receivable', 'unbilled', 'concession', 'cash'])
  const books: Books = { receivable: 0, unbilled: 0, unapplied: 0, revenue: 0, tax: 0, concession: 0, cash: 0, bills: [] }
  for (const row of rows) books[row.name] = debits.has(row.name) ? row.debits - row.credits : row.credits - row.debits
  const bills: BillNow[] = await db.selectFrom('customerBill').select(['amount', 'remaining']).where('billingAccountId', '=', billingAccountId).execute()
  return { ...books, bills }
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
