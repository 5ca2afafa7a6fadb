/** Each race: what is sent at once, and whether what came of it is right. */
import { isDeepStrictEqual } from 'node:util'
import pg from 'pg'
import type { Adjustment } from '#shared/features/billing/adjustments.schema.ts'
import { newId } from '#shared/kernel/ids.ts'
import { credit, decision, refusalOf, reversal, storedAdjustment, withdrawal, writtenFor } from '../../../tests/support/adjusting.ts'
import { issueBill, takePayment, type Account } from '../../../tests/support/simple-billing.ts'
import { race, type Arena, type Desk } from './race-arena.ts'

export type Result = { holds: boolean } & Record<string, unknown>
export type Race = (arena: Arena) => Promise<Result>

const REQUESTS = 100
const APPROVERS = 20
/** As migration 0007 gives them to an agent, in minor units. */
const CUSTOMER_LIMIT = 7_500
const DAY_LIMIT = 25_000
/** And to a supervisor. */
const APPROVER_DAY_LIMIT = 500_000

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index))
const cents = (adjustments: readonly Adjustment[]): number => adjustments.filter(({ state }) => state === 'posted').reduce((total, { amount }) => total + amount, 0)
/** What the ledger says was given, whatever was answered. */
async function conceded({ store }: Arena, accounts: readonly Account[]): Promise<number> {
  const { rows } = await store.pool.query<{ given: number }>(
    `select coalesce(sum(amount), 0)::bigint as given from ledger_posting where debit = 'concession' and billing_account_id = any($1::uuid[])`, [accounts.map((account) => account.billingAccountId)])
  return rows[0]?.given ?? 0
}

const entries = async ({ store }: Arena, { customerId }: Account): Promise<number> =>
  (await store.pool.query('select from ledger_entry where customer_id = $1', [customerId])).rowCount ?? 0

/** A hundred of 1.50 by ten agents to one customer, who may get 75.00: fifty fit to the cent. */
export const customerEdge: Race = async (arena) => {
  const [account] = (await arena.accounts(1)) as [Account]
  const desks = await arena.signIn('agent', 10)
  const { adjustments, refused } = await race(times(REQUESTS, (index) => () => at(desks, index).client.billing.submitAdjustment(credit(account, 150))))
  const given = await conceded(arena, [account])
  return { requests: REQUESTS, limit: CUSTOMER_LIMIT, given, over: Math.max(0, given - CUSTOMER_LIMIT), waiting: adjustments.filter(({ state }) => state === 'pendingApproval').length, refused, holds: given === CUSTOMER_LIMIT && adjustments.length === REQUESTS }
}

/** A hundred of 4.99 by one agent to a hundred customers: fifty fit into the day's 250.00. */
export const dayEdge: Race = async (arena) => {
  const accounts = await arena.accounts(REQUESTS)
  const [desk] = (await arena.signIn('agent', 1)) as [Desk]
  const { adjustments, refused } = await race(accounts.map((account) => () => desk.client.billing.submitAdjustment(credit(account, 499))))
  const given = await conceded(arena, accounts)
  return { requests: REQUESTS, limit: DAY_LIMIT, given, over: Math.max(0, given - DAY_LIMIT), refused, holds: given === 50 * 499 && cents(adjustments) === given && adjustments.length === REQUESTS }
}

/** A hundred requests of 60.00, approved at once by one supervisor whose day is 5,000.00: 83 fit. */
export const approvedDayEdge: Race = async (arena) => {
  const accounts = await arena.accounts(REQUESTS)
  const desks = await arena.signIn('agent', 10)
  const { adjustments: asked } = await race(accounts.map((account, index) => () => at(desks, index).client.billing.submitAdjustment(credit(account, 6_000))))
  const [supervisor] = (await arena.signIn('supervisor', 1)) as [Desk]
  const { adjustments, refused } = await race(asked.map((each) => () => supervisor.client.billing.decideAdjustment(decision(each))))
  const given = await conceded(arena, accounts)
  const fit = Math.floor(APPROVER_DAY_LIMIT / 6_000)
  return { requests: REQUESTS, limit: APPROVER_DAY_LIMIT, given, refused, holds: given === fit * 6_000 && adjustments.length === fit && refused.limitExceeded === REQUESTS - fit }
}

/** Many agents and customers in every order: nobody may wait for somebody who waits for them. */
export const noDeadlock: Race = async (arena) => {
  const accounts = await arena.accounts(7)
  const desks = await arena.signIn('agent', 5)
  const { adjustments, refused } = await race(times(2 * REQUESTS, (index) => () => at(desks, index * 3).client.billing.submitAdjustment(credit(at(accounts, index * 5), 1))))
  return { requests: 2 * REQUESTS, answered: adjustments.length, refused, holds: adjustments.length === 2 * REQUESTS }
}

export const sameId: Race = async (arena) => {
  const [account] = (await arena.accounts(1)) as [Account]
  const [desk] = (await arena.signIn('agent', 1)) as [Desk]
  const input = credit(account, 500)
  const { adjustments, refused } = await race(times(REQUESTS, () => () => desk.client.billing.submitAdjustment(input)))
  const [given, effects] = [await conceded(arena, [account]), await entries(arena, account)]
  const alike = adjustments.length > 0 && adjustments.every((each) => isDeepStrictEqual(each, adjustments[0]))
  // Those that came while the first was at work are told to ask again.
  const { conflict = 0, ...others } = refused
  return { requests: REQUESTS, effects, given, answeredAlike: adjustments.length, inFlight: conflict, holds: effects === 1 && given === 500 && alike && Object.keys(others).length === 0 }
}

/** The same outage under a hundred ids. */
export const sameOutage: Race = async (arena) => {
  const [account] = (await arena.accounts(1)) as [Account]
  const desks = await arena.signIn('agent', 10)
  const { adjustments, refused } = await race(times(REQUESTS, (index) => () =>
    at(desks, index).client.billing.submitAdjustment(credit(account, 10, { target: 'outage', outageReference: index % 2 ? 'SP-2041' : 'sp-2041' }))))
  const given = await conceded(arena, [account])
  return { requests: REQUESTS, given, refused, holds: given === 10 && adjustments.length === 1 && refused.conflict === REQUESTS - 1 }
}

async function pending(arena: Arena, amount = 6_000): Promise<{ account: Account; asked: Adjustment; desk: Desk }> {
  const [account] = (await arena.accounts(1)) as [Account]
  const [desk] = (await arena.signIn('agent', 1)) as [Desk]
  const { adjustments } = await race([() => desk.client.billing.submitAdjustment(credit(account, amount))])
  return { account, desk, asked: adjustments[0] as Adjustment }
}

export const oneApproval: Race = async (arena) => {
  const { account, asked } = await pending(arena)
  const desks = await arena.signIn('supervisor', APPROVERS)
  const { adjustments, refused } = await race(desks.map((desk) => () => desk.client.billing.decideAdjustment(decision(asked))))
  const given = await conceded(arena, [account])
  return { approvers: APPROVERS, approvals: adjustments.length, given, refused, holds: adjustments.length === 1 && given === 6_000 && refused.conflict === APPROVERS - 1 }
}

/** Every approver another amount. */
export const oneAmount: Race = async (arena) => {
  const { account, asked } = await pending(arena)
  const desks = await arena.signIn('supervisor', APPROVERS)
  const { adjustments, refused } = await race(desks.map((desk, index) => () => desk.client.billing.decideAdjustment(decision(asked, { amount: 5_000 + index, comment: 'Less' }))))
  const given = await conceded(arena, [account])
  return { approvers: APPROVERS, given, refused, holds: adjustments.length === 1 && given === adjustments[0]?.amount && refused.conflict === APPROVERS - 1 }
}

export const oneReversal: Race = async (arena) => {
  const { account, asked } = await pending(arena, 100)
  const desks = await arena.signIn('supervisor', APPROVERS)
  const { adjustments, refused } = await race(desks.map((desk) => () => desk.client.billing.reverseAdjustment(reversal(asked))))
  const effects = await entries(arena, account)
  return { requests: APPROVERS, effects, refused, holds: adjustments.length === 1 && effects === 2 && refused.conflict === APPROVERS - 1 }
}

/** Whoever asked takes it back while a supervisor approves it: one of the two is too late. */
export const decisionOrWithdrawal: Race = async (arena) => {
  const [supervisor] = (await arena.signIn('supervisor', 1)) as [Desk]
  const [won, rounds] = [{ posted: 0, withdrawn: 0 }, 20]
  let right = 0
  for (let round = 0; round < rounds; round += 1) {
    const { account, asked, desk } = await pending(arena)
    const both = [() => supervisor.client.billing.decideAdjustment(decision(asked)), () => desk.client.billing.withdrawAdjustment(withdrawal(asked))]
    const { adjustments, refused } = await race(round % 2 ? both : both.reverse())
    const state = adjustments[0]?.state as 'posted' | 'withdrawn'
    won[state] += 1
    if (adjustments.length === 1 && refused.conflict === 1 && (await conceded(arena, [account])) === (state === 'posted' ? 6_000 : 0)) right += 1
  }
  return { rounds, won, holds: right === rounds }
}

/** @returns whether it was refused with this code and nothing was written for the account */
async function refusedWith(arena: Arena, account: Account, code: string, request: () => Promise<unknown>): Promise<boolean> {
  const before = JSON.stringify(await writtenFor(arena.store, account))
  const refusal = await refusalOf(request()).catch(() => ({ code: 'nothing' }))
  return refusal.code === code && before === JSON.stringify(await writtenFor(arena.store, account))
}

export const selfApproval: Race = async (arena) => {
  const [account] = (await arena.accounts(1)) as [Account]
  const [desk] = (await arena.signIn('supervisor', 1)) as [Desk]
  await desk.client.billing.submitAdjustment(credit(account, 60_000))
  const { adjustments } = await race([() => desk.client.billing.submitAdjustment(credit(account, 60_000))])
  const asked = adjustments[0] as Adjustment
  const refused = await refusedWith(arena, account, 'forbidden', () => desk.client.billing.decideAdjustment(decision(asked, { amount: 100, comment: 'Mine' })))
  // Past the program, at the table.
  const byTable = await arena.store.db.updateTable('adjustment').set({ decidedById: asked.requestedById }).where('id', '=', asked.id).execute().then(() => false, () => true)
  return { refused, byTable, holds: refused && byTable }
}

/** A payment, a bill, and another credit come between what the approver saw and the approval. */
export const staleApproval: Race = async (arena) => {
  const [supervisor, colleague] = (await arena.signIn('supervisor', 2)) as [Desk, Desk]
  const changes: Record<string, (account: Account) => Promise<unknown>> = {
    payment: (account) => takePayment(arena.store, account, arena.at, 100),
    bill: (account) => issueBill(arena.store, account, arena.at, { service: 100 }),
    credit: (account) => colleague.client.billing.submitAdjustment(credit(account, 100)),
    request: (account) => colleague.client.billing.submitAdjustment(credit(account, 100_000)),
  }
  const refused: Record<string, boolean> = {}
  for (const [name, change] of Object.entries(changes)) {
    const { account, asked } = await pending(arena)
    await change(account)
    refused[name] = await refusedWith(arena, account, 'conflict', () => supervisor.client.billing.decideAdjustment(decision(asked)))
  }
  return { refused, holds: Object.values(refused).every(Boolean) }
}

/** The amount is changed by one approver and then by another: the second is refused, and so is a third who has seen the row. */
export const editAfterApproval: Race = async (arena) => {
  const { account, asked } = await pending(arena)
  const [first, second] = (await arena.signIn('supervisor', 2)) as [Desk, Desk]
  await first.client.billing.decideAdjustment(decision(asked, { amount: 4_000, comment: 'Less' }))
  const again = (more: object) => refusedWith(arena, account, 'conflict', () => second.client.billing.decideAdjustment(decision(asked, { amount: 5_000, comment: 'More', ...more })))
  const now = await storedAdjustment(arena.store, asked.id)
  const refused = { unseen: await again({}), seen: await again({ expectedVersion: now?.version }), refusal: await again({ expectedVersion: now?.version, decision: 'refuse' }) }
  return { refused, amount: now?.amount, holds: Object.values(refused).every(Boolean) && (await conceded(arena, [account])) === 4_000 }
}

export const roleRemoved: Race = async (arena) => {
  const { account, asked } = await pending(arena)
  const [desk] = (await arena.signIn('supervisor', 1)) as [Desk]
  await arena.store.db.updateTable('agent').set({ role: 'agent' }).where('id', '=', desk.session.agent.id).execute()
  const refused = await refusedWith(arena, account, 'forbidden', () => desk.client.billing.decideAdjustment(decision(asked)))
  return { refused, holds: refused }
}

/** The request has passed the door and waits for the customer's lock when the role is taken away. On a server only: embedded nothing waits. */
export const roleRemovedWhileWaiting = (url: string): Race => async (arena) => {
  const { account, asked } = await pending(arena)
  const [desk] = (await arena.signIn('supervisor', 1)) as [Desk]
  const other = new pg.Client({ connectionString: url })
  await other.connect()
  try {
    await other.query('begin')
    await other.query('select from customer where id = $1 for update', [account.customerId])
    const request = refusedWith(arena, account, 'forbidden', () => desk.client.billing.decideAdjustment(decision(asked, { commandId: newId() })))
    await untilSomebodyWaits(arena)
    await arena.store.db.updateTable('agent').set({ role: 'agent' }).where('id', '=', desk.session.agent.id).execute()
    await other.query('commit')
    const refused = await request
    return { refused, holds: refused }
  } finally {
    await other.end()
  }
}

async function untilSomebodyWaits({ store }: Arena): Promise<void> {
  const end = performance.now() + 30_000
  for (;;) {
    const { rowCount } = await store.pool.query(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
    if (rowCount) return
    if (performance.now() > end) throw new Error('the request did not come to wait for the lock')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

export const races: Record<string, Race> = {
  customerEdge, dayEdge, approvedDayEdge, noDeadlock, sameId, sameOutage, oneApproval, oneAmount, oneReversal, decisionOrWithdrawal, selfApproval, staleApproval, editAfterApproval, roleRemoved,
}
