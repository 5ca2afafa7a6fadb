/** What an adjustment must and must not say, by its target and its reason. Nothing here asks the database. */
import { hasLeft } from '#shared/features/customers/customer-status.ts'
import { AppError, assertNever } from '#shared/kernel/errors.ts'
import { dayOf } from '#shared/kernel/calendar.ts'
import type { AdjustmentReason, SubmitAdjustment } from '#shared/features/billing/adjustments.schema.ts'
import type { Customer } from '#shared/features/customers/customers.schema.ts'

type Issue = { path: string; message: string }
type Field = 'billId' | 'billLineId' | 'outageReference' | 'periodStart' | 'periodEnd'

/** Both ends counted: no bill's cycle and no outage is longer than a leap year. */
const MAX_PERIOD_DAYS = 366

/**
 * @param reason as the operator's list has it; undefined when it is not on it. @param today of the operator's calendar.
 * @throws AppError `validation` with every field that is wrong
 */
export function requireComplete(input: SubmitAdjustment, reason: AdjustmentReason | undefined, today: string): void {
  const issues = [...reasonIssues(input, reason), ...targetIssues(input), ...(reason ? periodIssues(input, reason, today) : [])]
  if (issues.length > 0) throw new AppError('validation', { issues })
}

function reasonIssues({ direction }: SubmitAdjustment, reason: AdjustmentReason | undefined): Issue[] {
  const wrong = (message: string): Issue[] => [{ path: 'reason', message }]
  if (!reason) return wrong('unknown')
  if (!reason.active) return wrong('inactive')
  return reason.direction === direction ? [] : wrong('otherDirection')
}

const targetIssues = (input: SubmitAdjustment): Issue[] => {
  const needed = neededBy(input.target)
  return (['billId', 'billLineId', 'outageReference'] as const).flatMap((field) => presence(input, field, needed.includes(field)))
}

function neededBy(target: SubmitAdjustment['target']): Field[] {
  switch (target) {
    case 'account': return []
    case 'bill': return ['billId']
    case 'billLine': return ['billId', 'billLineId']
    case 'outage': return ['outageReference']
    default: return assertNever(target)
  }
}

function presence(input: SubmitAdjustment, field: Field, needed: boolean): Issue[] {
  if ((input[field] !== null) === needed) return []
  return [{ path: field, message: needed ? 'missing' : 'superfluous' }]
}

function periodIssues(input: SubmitAdjustment, { needsPeriod }: AdjustmentReason, today: string): Issue[] {
  const absent = (['periodStart', 'periodEnd'] as const).flatMap((field) => presence(input, field, needsPeriod))
  const { periodStart, periodEnd } = input
  if (absent.length > 0 || periodStart === null || periodEnd === null) return absent
  const wrong = (message: string): Issue[] => [{ path: 'periodEnd', message }]
  if (periodEnd < periodStart) return wrong('beforeStart')
  // What has not happened yet cannot have gone wrong.
  if (periodEnd > today) return wrong('future')
  return dayOf(periodEnd) - dayOf(periodStart) + 1 > MAX_PERIOD_DAYS ? wrong('tooLong') : []
}

/** @throws AppError `validation` at `customerId`: a closed account is settled by a final bill, not by credits. */
export function requireOpen({ status }: Pick<Customer, 'status'>): void {
  if (hasLeft(status)) throw new AppError('validation', { issues: [{ path: 'customerId', message: 'closedAccount' }] })
}

/** One outage under one spelling, so that it is not credited twice for a small letter or a space. */
export const outageKey = (reference: string): string => reference.normalize('NFKC').trim().replace(/\s+/g, ' ').toUpperCase()
