/**
 * Changes of what administrators keep. One at a time, under a lock of their own; upon the version that was seen, or not at
 * all; and in the audit with what it was before and after.
 */
import { sql } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import {
  MAX_REASONS, type AddAdjustmentReason, type ChangeAdjustmentReason, type SetAdjustmentLimits, type SetRecordingLimits, type SetRefundLimits, type SetRewardLimits,
  type SetRewardRules,
} from '#shared/features/administration/administration.schema.ts'
import type { Act, Effect } from '../../../command.ts'
import { requireRightNow } from '../../../require-right-now.ts'
import type { Transaction } from '../../../store/store.ts'
import { writeAudit } from '../../../write-audit.ts'
import { findReasonSetting, limitsSetting, recordingLimitsSetting, refundLimitsSetting, rewardLimitsSetting, rewardRulesSetting } from './money-settings.queries.ts'

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

type Changing<B extends Versioned> = { stream: string; find: () => Promise<B>; expectedVersion: number; action: string; about: Plain; to: object; write: (stamped: ReturnType<typeof stamp>) => Promise<unknown> }

/** Upon the version that was seen, under the lock, and told. @throws AppError `conflict` when it is another now */
async function changeSetting<B extends Versioned>(trx: Transaction, act: Act, { stream, find, expectedVersion, action, about, to, write }: Changing<B>): Promise<Record<string, never>> {
  await lockSettings(trx, act)
  const before = await find()
  requireVersion(stream, before, expectedVersion)
  await write(stamp(before, act))
  await tell(trx, act, action, about, before, to)
  return {}
}

export const changeAdjustmentReason: Effect<ChangeAdjustmentReason> = (trx, { commandId: _, expectedVersion, code, ...to }, act) =>
  changeSetting(trx, act, {
    stream: 'adjustmentReason', expectedVersion, action: 'reasonChanged', about: { code }, to,
    find: async () => {
      const before = await findReasonSetting(trx, code)
      if (!before) throw new AppError('notFound', { what: 'adjustmentReason' })
      return before
    },
    write: (stamped) => trx.updateTable('adjustmentReason').set({ ...to, ...stamped }).where('code', '=', code).execute(),
  })

export const setAdjustmentLimits: Effect<SetAdjustmentLimits> = (trx, { commandId: _, expectedVersion, role, ...to }, act) =>
  changeSetting(trx, act, {
    stream: 'adjustmentLimit', expectedVersion, action: 'limitsChanged', about: { role }, to, find: () => limitsSetting(trx, role),
    write: (stamped) => trx.insertInto('adjustmentLimit').values({ role, ...to, ...stamped }).onConflict((conflict) => conflict.column('role').doUpdateSet({ ...to, ...stamped })).execute(),
  })

export const setRecordingLimits: Effect<SetRecordingLimits> = (trx, { commandId: _, expectedVersion, role, ...to }, act) =>
  changeSetting(trx, act, {
    stream: 'recordingLimit', expectedVersion, action: 'recordingLimitsChanged', about: { role }, to, find: () => recordingLimitsSetting(trx, role),
    write: (stamped) => trx.insertInto('recordingLimit').values({ role, ...to, ...stamped }).onConflict((conflict) => conflict.column('role').doUpdateSet({ ...to, ...stamped })).execute(),
  })

export const setRefundLimits: Effect<SetRefundLimits> = (trx, { commandId: _, expectedVersion, role, ...to }, act) =>
  changeSetting(trx, act, {
    stream: 'refundLimit', expectedVersion, action: 'refundLimitsChanged', about: { role }, to, find: () => refundLimitsSetting(trx, role),
    write: (stamped) => trx.insertInto('refundLimit').values({ role, ...to, ...stamped }).onConflict((conflict) => conflict.column('role').doUpdateSet({ ...to, ...stamped })).execute(),
  })

export const setRewardLimits: Effect<SetRewardLimits> = (trx, { commandId: _, expectedVersion, role, ...to }, act) =>
  changeSetting(trx, act, {
    stream: 'rewardLimit', expectedVersion, action: 'rewardLimitsChanged', about: { role }, to, find: () => rewardLimitsSetting(trx, role),
    write: (stamped) => trx.insertInto('rewardLimit').values({ role, ...to, ...stamped }).onConflict((conflict) => conflict.column('role').doUpdateSet({ ...to, ...stamped })).execute(),
  })

export const setRewardRules: Effect<SetRewardRules> = (trx, { commandId: _, expectedVersion, ...to }, act) =>
  changeSetting(trx, act, {
    stream: 'rewardRule', expectedVersion, action: 'rewardRulesChanged', about: {}, to, find: () => rewardRulesSetting(trx),
    write: (stamped) => trx.updateTable('rewardRule').set({ ...to, ...stamped }).execute(),
  })
