/** Bills fall due by themselves: whoever has reached the next bill's date gets it, and those that were missed before it. */
import { sql } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import type { Services } from '../../services.ts'
import { announceChange } from '../../store/announce.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { lockCustomer } from '../customers/customers.queries.ts'
import { findBilledAccount } from './bill-basis.ts'
import { issueBill } from './issue-bill.ts'

/** Accounts that are looked up at once, and at most billed in one round of the housekeeping: the rest waits for the next. */
const BATCH = 200
const MAX_ACCOUNTS = 4_000
/** Cycles of one account in one transaction: two years of a console that was not opened. */
const MAX_CYCLES = 24

type Due = { id: string; customerId: string; nextBillDate: string }
/** `failed`: their bill could not be made; they are tried again in the next round, and hold up nobody. */
export type BillRun = { accounts: number; bills: number; failed: number }

/**
 * Each account in a transaction of its own, so that nobody waits for the run and a kill costs one account's bill, which the
 * next run makes. Nodes may run it at once: under the customer's lock the later one finds nothing to do.
 * @param today of the operator's calendar. @param signal ends the run after the account at hand
 */
export async function runBills(
  { store, clock, log }: Pick<Services, 'store' | 'clock' | 'log'>, { today, signal }: { today: string; signal?: AbortSignal },
): Promise<BillRun> {
  const run: BillRun = { accounts: 0, bills: 0, failed: 0 }
  let after: Due | null = null
  while (run.accounts < MAX_ACCOUNTS) {
    const due: Due[] = await dueAccounts(store.db, today, after)
    for (const account of due) {
      if (signal?.aborted) return run
      run.accounts += 1
      try {
        run.bills += await store.db.transaction().execute((trx) => billAccount(trx, { clock }, account.customerId, today))
      } catch (error) {
        run.failed += 1
        log.error({ billingAccountId: account.id, ...codeOf(error) }, 'a bill could not be made')
      }
    }
    after = due.at(-1) ?? null
    if (due.length < BATCH) break
  }
  return run
}

/** Never the message: it may carry what the statement carried. */
const codeOf = (error: unknown): { code: string; detail?: unknown } =>
  error instanceof AppError ? { code: error.code, detail: 'detail' in error.data ? error.data.detail : undefined } : { code: String((error as { code?: unknown }).code ?? 'unknown') }

async function dueAccounts(db: Queryable, today: string, after: Due | null): Promise<Due[]> {
  const rest = after ? sql`(account.next_bill_date, account.id) > (${after.nextBillDate}::date, ${after.id}::uuid)` : sql`true`
  const { rows } = await sql<Due>`
    select account.id, account.customer_id as "customerId", account.next_bill_date as "nextBillDate"
    from billing_account account join customer on customer.id = account.customer_id
    where account.next_bill_date <= ${today}::date and account.cycle_day is not null and account.removed_at is null
      and customer.status in ('active', 'suspended') and customer.removed_at is null and ${rest}
    order by account.next_bill_date, account.id limit ${BATCH}`.execute(db)
  return rows
}

/** @returns how many bills were made */
async function billAccount(trx: Transaction, { clock }: Pick<Services, 'clock'>, customerId: string, today: string): Promise<number> {
  await lockCustomer(trx, customerId)
  let bills = 0
  let cycles = 0
  for (; cycles < MAX_CYCLES; cycles += 1) {
    const account = await findBilledAccount(trx, customerId)
    if (!account || account.nextBillDate > today || (account.status !== 'active' && account.status !== 'suspended')) break
    if (await issueBill(trx, clock, account, today)) bills += 1
  }
  if (cycles > 0) await announceChange(trx, ['customerBill', 'billingAccount'], [customerId])
  return bills
}
