import { roleSchema, type Permission, type Role } from '#shared/features/session/session.schema.ts'
import type { MoneySettings, ReasonSetting, RewardRulesSetting, RoleLimits, RoleRecordingLimits, RoleRefundLimits, RoleRewardLimits } from '#shared/features/administration/administration.schema.ts'
import type { Queryable } from '../../../store/store.ts'

const changed = ['version', 'changedAt', 'changedBy'] as const
const never = { version: 0, changedAt: null, changedBy: null } as const

const reasons = (db: Queryable) => db.selectFrom('adjustmentReason').select(['code', 'english', 'spanish', 'direction', 'needsPeriod', 'active', ...changed]).orderBy('position')
export const findReasonSetting = (db: Queryable, code: string): Promise<ReasonSetting | undefined> => reasons(db).where('code', '=', code).executeTakeFirst()

/** As they are now; of a role that has none, nothing may be given. */
export async function limitsSetting(db: Queryable, role: Role): Promise<RoleLimits> {
  const found = await db.selectFrom('adjustmentLimit').select(['role', 'perAdjustment', 'perDay', 'perCustomer30Days', ...changed]).where('role', '=', role).executeTakeFirst()
  return found ?? { role, perAdjustment: 0, perDay: 0, perCustomer30Days: 0, ...never }
}

/** As above: what of cash and checks may be recorded. */
export async function recordingLimitsSetting(db: Queryable, role: Role): Promise<RoleRecordingLimits> {
  const found = await db.selectFrom('recordingLimit').select(['role', 'perPayment', 'perDay', ...changed]).where('role', '=', role).executeTakeFirst()
  return found ?? { role, perPayment: 0, perDay: 0, ...never }
}

/** As above: what may be refunded. */
export async function refundLimitsSetting(db: Queryable, role: Role): Promise<RoleRefundLimits> {
  const found = await db.selectFrom('refundLimit').select(['role', 'perRefund', 'perDay', ...changed]).where('role', '=', role).executeTakeFirst()
  return found ?? { role, perRefund: 0, perDay: 0, ...never }
}

export async function rewardLimitsSetting(db: Queryable, role: Role): Promise<RoleRewardLimits> {
  const found = await db.selectFrom('rewardLimit').select(['role', 'perGift', 'perDay', 'perCustomer30Days', ...changed]).where('role', '=', role).executeTakeFirst()
  return found ?? { role, perGift: 0, perDay: 0, perCustomer30Days: 0, ...never }
}

export const rewardRulesSetting = (db: Queryable): Promise<RewardRulesSetting> =>
  db.selectFrom('rewardRule').select(['currency', 'earnPoints', 'earnAmount', 'inTimePoints', 'validDays', 'redeemPoints', 'redeemAmount', ...changed]).executeTakeFirstOrThrow()

/** Needs a snapshot, so that its statements see one moment. */
export async function moneySettings(db: Queryable): Promise<MoneySettings> {
  const [limits, recordingLimits, refundLimits, rewardLimits]: [RoleLimits[], RoleRecordingLimits[], RoleRefundLimits[], RoleRewardLimits[]] = [[], [], [], []]
  for (const role of await rolesWith(db, ['billing.adjust', 'billing.approve'])) limits.push(await limitsSetting(db, role))
  for (const role of await rolesWith(db, ['billing.recordPayment'])) recordingLimits.push(await recordingLimitsSetting(db, role))
  for (const role of await rolesWith(db, ['billing.refund'])) refundLimits.push(await refundLimitsSetting(db, role))
  for (const role of await rolesWith(db, ['rewards.give'])) rewardLimits.push(await rewardLimitsSetting(db, role))
  return { reasons: await reasons(db).execute(), limits, recordingLimits, refundLimits, rewardLimits, rewardRules: await rewardRulesSetting(db) }
}

async function rolesWith(db: Queryable, permissions: Permission[]): Promise<Role[]> {
  const found = new Set((await db.selectFrom('rolePermission').select('role').where('permission', 'in', permissions).execute()).map(({ role }) => role))
  return roleSchema.options.filter((role) => found.has(role))
}
