/**
 * Changes of what administrators keep. One at a time, under a lock of their own; upon the version that was seen, or not at
 * all; and in the audit with what it was before and after.
 */
import { sql } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import {
  MAX_REASONS, type AddAdjustmentReason, type ChangeAdjustmentReason, type SetAdjustmentLimits, type SetRecordingLimits, type SetRewardLimits, type SetRewardRules,
} from '#shared/features/administration/administration.schema.ts'
import type { Act, Effect } from '../../../command.ts'
import type { Transaction } from '../../../store/store.ts'
import { writeAudit } from '../../../write-audit.ts'
import { requireRightNow } from '../money-lock.ts'
import { findReasonSetting, limitsSetting, recordingLimitsSetting, rewardLimitsSetting, rewardRulesSetting } from './money-settings.queries.ts'

/** Any fixed number. */
const SETTINGS_LOCK = 7_810_450
type Versioned = { version: number; changedAt: string | null; changedBy: string | null }
type Plain = Record<string, string | number | boolean>

async function lockSettings(trx: Transaction, act: Act): Promise<void> {
  await sql`select pg_advisory_xact_lock(${SETTINGS_LOCK})`.execute(trx)
  await requireRightNow(trx, act, 'administration.money')
}

/** @throws AppError `conflict` that shows what is there now and who wrote it */
function requireVersion(stream: string, current: Versioned, expectedVersion: number): void {
  const { changedAt, changedBy } = current
  if (current.version !== expectedVersion) throw new AppError('conflict', { stream, current: { ...current }, changedBy, changedAt })
}

const stamp = ({ version }: Versioned, { at, by }: Act) => ({ version: version + 1, changedAt: at, changedBy: by.agent.displayName })

/** `before.perDay: 25000, after.perDay: 30000`: only what is another now. */
async function tell(trx: Transaction, { by, services }: Act, action: string, about: Plain, before: object, after: object): Promise<void> {
  const was = before as Plain
  const differing = Object.entries(after as Plain).filter(([key, value]) => was[key] !== value)
  const detail = Object.fromEntries(differing.flatMap(([key, value]) => [...(was[key] === undefined ? [] : [[`before.${key}`, was[key]]]), [`after.${key}`, value]])) as Plain
  await writeAudit(trx, services.clock, { action: `administration.${action}`, by, detail: { ...about, ...detail } })
}

export const addAdjustmentReason: Effect<AddAdjustmentReason> = async (trx, { commandId: _, ...reason }, act) => {
  await lockSettings(trx, act)
  if (await findReasonSetting(trx, reason.code)) throw new AppError('validation', { issues: [{ path: 'code', message: 'taken' }] })
  const { count, last } = await trx.selectFrom('adjustmentReason').select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('position').as('last')]).executeTakeFirstOrThrow()
  if (count >= MAX_REASONS) throw new AppError('limitExceeded', { limit: MAX_REASONS, left: 0, unit: 'reasons' })
  await trx.insertInto('adjustmentReason').values({ ...reason, active: true, position: (last ?? 0) + 1, ...stamp({ version: 0, changedAt: null, changedBy: null }, act) }).execute()
  await tell(trx, act, 'reasonAdded', { code: reason.code }, {}, reason)
  return {}
}

export const changeAdjustmentReason: Effect<ChangeAdjustmentReason> = async (trx, { commandId: _, expectedVersion, code, ...change }, act) => {
  await lockSettings(trx, act)
  const before = await findReasonSetting(trx, code)
  if (!before) throw new AppError('notFound', { what: 'adjustmentReason' })
  requireVersion('adjustmentReason', before, expectedVersion)
  await trx.updateTable('adjustmentReason').set({ ...change, ...stamp(before, act) }).where('code', '=', code).execute()
  await tell(trx, act, 'reasonChanged', { code }, before, change)
  return {}
}

export const setAdjustmentLimits: Effect<SetAdjustmentLimits> = async (trx, { commandId: _, expectedVersion, role, ...limits }, act) => {
  await lockSettings(trx, act)
  const before = await limitsSetting(trx, role)
  requireVersion('adjustmentLimit', before, expectedVersion)
  const row = { ...limits, ...stamp(before, act) }
  await trx.insertInto('adjustmentLimit').values({ role, ...row }).onConflict((conflict) => conflict.column('role').doUpdateSet(row)).execute()
  await tell(trx, act, 'limitsChanged', { role }, before, limits)
  return {}
}

export const setRecordingLimits: Effect<SetRecordingLimits> = async (trx, { commandId: _, expectedVersion, role, ...limits }, act) => {
  await lockSettings(trx, act)
  const before = await recordingLimitsSetting(trx, role)
  requireVersion('recordingLimit', before, expectedVersion)
  const row = { ...limits, ...stamp(before, act) }
  await trx.insertInto('recordingLimit').values({ role, ...row }).onConflict((conflict) => conflict.column('role').doUpdateSet(row)).execute()
  await tell(trx, act, 'recordingLimitsChanged', { role }, before, limits)
  return {}
}

export const setRewardLimits: Effect<SetRewardLimits> = async (trx, { commandId: _, expectedVersion, role, ...limits }, act) => {
  await lockSettings(trx, act)
  const before = await rewardLimitsSetting(trx, role)
  requireVersion('rewardLimit', before, expectedVersion)
  const row = { ...limits, ...stamp(before, act) }
  await trx.insertInto('rewardLimit').values({ role, ...row }).onConflict((conflict) => conflict.column('role').doUpdateSet(row)).execute()
  await tell(trx, act, 'rewardLimitsChanged', { role }, before, limits)
  return {}
}

export const setRewardRules: Effect<SetRewardRules> = async (trx, { commandId: _, expectedVersion, ...rules }, act) => {
  await lockSettings(trx, act)
  const before = await rewardRulesSetting(trx)
  requireVersion('rewardRule', before, expectedVersion)
  await trx.updateTable('rewardRule').set({ ...rules, ...stamp(before, act) }).execute()
  await tell(trx, act, 'rewardRulesChanged', {}, before, rules)
  return {}
}
