/**
 * What an operator's administrators keep: reasons, limits and the rules of the points. Each has a `version`; a change upon an
 * older one is a conflict that shows what is there now. Nothing is deleted: old adjustments name their reasons.
 */
import { z } from 'zod'
import { commandIdSchema } from '../../kernel/ids.ts'
import { instantSchema, typedText } from '../../kernel/rows.ts'
import { adjustmentDirectionSchema, adjustmentLimitsSchema, adjustmentReasonSchema, reasonCodeSchema } from '../billing/adjustments.schema.ts'
import { recordingLimitsSchema, refundLimitsSchema } from '../billing/payments.schema.ts'
import { MAX_POINTS, rewardLimitsSchema, rewardRulesSchema } from '../rewards/rewards.schema.ts'
import { roleSchema } from '../session/session.schema.ts'
import { MAX_MINOR_UNITS } from '../../kernel/money.ts'

/** Reasons of the operator's list, retired ones included. */
export const MAX_REASONS = 100
const changed = { version: z.int().min(0), changedAt: instantSchema.nullable(), changedBy: z.string().nullable() }

export const reasonSettingSchema = adjustmentReasonSchema.extend(changed)
export type ReasonSetting = z.infer<typeof reasonSettingSchema>
/** Version 0: nobody has set any, and none may be given. */
export const roleLimitsSchema = adjustmentLimitsSchema.extend({ role: roleSchema, ...changed })
export type RoleLimits = z.infer<typeof roleLimitsSchema>
export const roleRewardLimitsSchema = rewardLimitsSchema.extend({ role: roleSchema, ...changed })
export type RoleRewardLimits = z.infer<typeof roleRewardLimitsSchema>
export const roleRecordingLimitsSchema = recordingLimitsSchema.extend({ role: roleSchema, ...changed })
export type RoleRecordingLimits = z.infer<typeof roleRecordingLimitsSchema>
export const roleRefundLimitsSchema = refundLimitsSchema.extend({ role: roleSchema, ...changed })
export type RoleRefundLimits = z.infer<typeof roleRefundLimitsSchema>
export const rewardRulesSettingSchema = rewardRulesSchema.extend(changed)
export type RewardRulesSetting = z.infer<typeof rewardRulesSettingSchema>

/** Limits of the roles that may give, in the order of the roles. */
export const moneySettingsSchema = z.strictObject({
  reasons: z.array(reasonSettingSchema).max(MAX_REASONS),
  limits: z.array(roleLimitsSchema),
  recordingLimits: z.array(roleRecordingLimitsSchema),
  refundLimits: z.array(roleRefundLimitsSchema),
  rewardLimits: z.array(roleRewardLimitsSchema),
  rewardRules: rewardRulesSettingSchema,
})
export type MoneySettings = z.infer<typeof moneySettingsSchema>

const words = typedText(80)
const command = { commandId: commandIdSchema }
const upon = { ...command, expectedVersion: z.int().min(0) }
const limit = z.int().min(0).max(MAX_MINOR_UNITS)
const points = z.int().min(0).max(MAX_POINTS)

export const addAdjustmentReasonSchema = z.strictObject({ ...command, code: reasonCodeSchema, english: words, spanish: words, direction: adjustmentDirectionSchema, needsPeriod: z.boolean() })
export type AddAdjustmentReason = z.infer<typeof addAdjustmentReasonSchema>
/** Its words, and whether it is still offered. What it stands for stays: a credit never becomes a charge. */
export const changeAdjustmentReasonSchema = z.strictObject({ ...upon, code: reasonCodeSchema, english: words, spanish: words, active: z.boolean() })
export type ChangeAdjustmentReason = z.infer<typeof changeAdjustmentReasonSchema>
export const setAdjustmentLimitsSchema = z.strictObject({ ...upon, role: roleSchema, perAdjustment: limit, perDay: limit, perCustomer30Days: limit })
export type SetAdjustmentLimits = z.infer<typeof setAdjustmentLimitsSchema>
/** Minor units, of cash and checks. */
export const setRecordingLimitsSchema = z.strictObject({ ...upon, role: roleSchema, perPayment: limit, perDay: limit })
export type SetRecordingLimits = z.infer<typeof setRecordingLimitsSchema>
/** Minor units, of refunds. */
export const setRefundLimitsSchema = z.strictObject({ ...upon, role: roleSchema, perRefund: limit, perDay: limit })
export type SetRefundLimits = z.infer<typeof setRefundLimitsSchema>
export const setRewardLimitsSchema = z.strictObject({ ...upon, role: roleSchema, perGift: points, perDay: points, perCustomer30Days: points })
export type SetRewardLimits = z.infer<typeof setRewardLimitsSchema>
export const setRewardRulesSchema = rewardRulesSchema.omit({ version: true, currency: true }).extend(upon)
export type SetRewardRules = z.infer<typeof setRewardRulesSchema>
