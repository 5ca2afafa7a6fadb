/**
 * Credits and charges by people (TMF654 adjustBalance).
 *
 *   submitAdjustment     within every limit: posted, at once; beyond one: pendingApproval, which counts as given
 *   withdrawAdjustment   pendingApproval to withdrawn, by whoever asked
 *   decideAdjustment     pendingApproval to posted or refused, by somebody else (approvals.commands.ts)
 *   reverseAdjustment    posted to reversed, by a counter-entry
 *
 * Every other step is a `conflict` that shows the adjustment as it is.
 */
import { sql } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import { money } from '#shared/kernel/money.ts'
import type { Adjustment, ReverseAdjustment, SubmitAdjustment, WithdrawAdjustment } from '#shared/features/billing/adjustments.schema.ts'
import type { Role } from '#shared/features/session/session.schema.ts'
import type { Act, Effect } from '../../command.ts'
import { insertNew } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'
import { getCustomer } from '../customers/customers.queries.ts'
import { figuresOfOne } from './adjustment-figures.ts'
import { postAdjustment, takeBackAdjustment } from './adjustment-ledger.ts'
import { creditablesOf, creditExceeds, findChargedLine, limitsOf, requireRoomOnBill, requireSomebodyMayApprove, requireWithinBill, withinLimits } from './adjustment-limits.ts'
import { outageKey, requireComplete, requireOpen } from './adjustment-rules.ts'
import { usedOf } from './adjustment-sums.ts'
import { changeAdjustment, conflictWith, findReason, findStandingFirst, getAdjustment, getBillingAccount, requireBill, requireStanding } from './adjustments.queries.ts'
import { putUnread } from './decisions.commands.ts'
import { lockForMoney } from './money-lock.ts'
import { momentOf, type Moment } from './moment.ts'

export const submitAdjustment: Effect<SubmitAdjustment> = async (trx, input, act) => {
  const role = await lockForMoney(trx, input, act, 'billing.adjust')
  requireOpen(await getCustomer(trx, input.customerId))
  const { currency } = await getBillingAccount(trx, input)
  const moment = momentOf(act.services, act.at)
  requireComplete(input, await findReason(trx, input.reason), moment.today)
  if (input.billId !== null) await requireBill(trx, { ...input, billId: input.billId })
  const request = { ...input, currency }
  const creditables = await creditablesOf(trx, request, null)
  if (input.direction === 'credit') requireWithinBill(money(input.amount, currency), creditables)
  const used = await usedOf(trx, { agentId: act.by.agent.id, ...request }, moment)
  const amount = money(input.amount, currency)
  const free = withinLimits({ direction: input.direction, amount }, await limitsOf(trx, role), used)
  const adjustment = await toRow(trx, request, act, { moment, state: free ? 'posted' : 'pendingApproval' })
  await insertOnce(trx, adjustment)
  if (!free) await requireSomebodyMayApprove(trx, amount)
  await requireRoomOnBill(trx, adjustment)
  const settled = free ? await postAdjustment(trx, adjustment, { act, today: moment.today }) : {}
  return { adjustment: [adjustment], ...settled }
}

export const withdrawAdjustment: Effect<WithdrawAdjustment> = async (trx, input, act) => {
  await lockForMoney(trx, input, act, 'billing.adjust')
  const before = await getAdjustment(trx, input)
  if (before.requestedById !== act.by.agent.id) throw new AppError('forbidden', { detail: 'notOwn' })
  requireStanding(before, { expectedVersion: input.expectedVersion, state: 'pendingApproval' })
  // Ended by themselves: `decidedById`, which must be somebody else's, stays empty.
  const adjustment = await changeAdjustment(trx, before, { state: 'withdrawn', decidedAt: act.at, decidedBy: act.by.agent.displayName })
  return { adjustment: [adjustment] }
}

export const reverseAdjustment: Effect<ReverseAdjustment> = async (trx, input, act) => {
  const role = await lockForMoney(trx, input, act, 'billing.reverse')
  const before = await getAdjustment(trx, input)
  requireStanding(before, { expectedVersion: input.expectedVersion, state: 'posted' })
  await requireMayGive(trx, before, { act, role })
  await requireNotCredited(trx, before)
  await putUnread(trx, before, act)
  const adjustment = await changeAdjustment(trx, before, {
    state: 'reversed', reversedById: act.by.agent.id, reversedAt: act.at, reversedBy: act.by.agent.displayName, reversalReason: input.reason,
  })
  return { adjustment: [adjustment], ...(await takeBackAdjustment(trx, before, { act, today: momentOf(act.services, act.at).today })) }
}

/**
 * Who takes a charge back gives that much: it meets the limits of a credit and counts towards them. Nobody approves it, for
 * whoever may approve may reverse it within their own.
 * @throws AppError `limitExceeded`
 */
async function requireMayGive(trx: Transaction, { direction, amount, currency, customerId }: Adjustment, { act, role }: { act: Act; role: Role }): Promise<void> {
  if (direction === 'credit') return
  const used = await usedOf(trx, { agentId: act.by.agent.id, customerId, currency }, momentOf(act.services, act.at))
  const exceeded = creditExceeds(money(amount, currency), await limitsOf(trx, role), used)
  if (exceeded) throw new AppError('limitExceeded', exceeded)
}

/**
 * What was credited on the line of a charge is not given back again by taking the charge back.
 * @throws AppError `limitExceeded`
 */
async function requireNotCredited(trx: Transaction, { id, direction, amount, currency, billingAccountId }: Adjustment): Promise<void> {
  const line = direction === 'charge' ? await findChargedLine(trx, { adjustmentId: id, billingAccountId }) : null
  if (line) requireWithinBill(money(amount, currency), await creditablesOf(trx, { ...line, currency }, null))
}

type Request = SubmitAdjustment & { currency: string }

async function toRow(trx: Transaction, request: Request, { at, by }: Act, { moment, state }: { moment: Moment; state: Adjustment['state'] }): Promise<Adjustment> {
  const { commandId: _, adjustmentId: id, outageReference, ...fields } = request
  return {
    ...fields, id, version: 1, requestedAmount: request.amount, outageReference: outageReference && outageKey(outageReference), state,
    requestedAt: at, requestedBy: by.agent.displayName, requestedById: by.agent.id,
    figures: await figuresOfOne(trx, { ...request, except: null }, moment),
    decidedAt: null, decidedBy: null, decisionComment: null, reversedAt: null, reversedBy: null, reversalReason: null,
  }
}

/** Unique index and exclusion constraint of migration 0007: they know what is the same, whatever is checked before. */
const ONCE = /^adjustment_once_per_/
const violated = (error: unknown): string => String((error as { constraint?: unknown } | null)?.constraint ?? '')

/** @throws AppError `conflict` with the first one when the same was given or asked for before. */
async function insertOnce(trx: Transaction, adjustment: Adjustment): Promise<void> {
  const first = await findStandingFirst(trx, adjustment)
  if (first) throw conflictWith(first)
  await sql`savepoint once`.execute(trx)
  try {
    await insertNew(trx, 'adjustment', adjustment, 'adjustmentId')
  } catch (error) {
    if (error instanceof AppError) throw error
    await sql`rollback to savepoint once`.execute(trx)
    if (ONCE.test(violated(error))) throw conflictWith(await findStandingFirst(trx, adjustment))
    if (violated(error) === 'adjustment_pkey') throw new AppError('validation', { issues: [{ path: 'adjustmentId', message: 'taken' }] })
    throw error
  }
}
