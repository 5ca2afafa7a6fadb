import { type z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { commandProcedure } from '../sync/command-procedure.ts'
import {
  addAdjustmentReasonSchema, changeAdjustmentReasonSchema, moneySettingsSchema, setAdjustmentLimitsSchema, setRecordingLimitsSchema, setRefundLimitsSchema,
  setRewardLimitsSchema, setRewardRulesSchema,
} from './administration.schema.ts'

const read = { permission: 'administration.money' } as const
/** What a limit is worth does not wait in a queue. */
const change = { permission: 'administration.money', offline: 'refuse' } as const
const command = <S extends z.ZodType>(path: `/${string}`, input: S) =>
  commandProcedure(change, path, input)

export const administrationApi = {
  moneySettings: procedure(read).route({ method: 'GET', path: '/administration/money' }).output(moneySettingsSchema),
  addAdjustmentReason: command('/add-adjustment-reason', addAdjustmentReasonSchema),
  changeAdjustmentReason: command('/change-adjustment-reason', changeAdjustmentReasonSchema),
  setAdjustmentLimits: command('/set-adjustment-limits', setAdjustmentLimitsSchema),
  setRecordingLimits: command('/set-recording-limits', setRecordingLimitsSchema),
  setRefundLimits: command('/set-refund-limits', setRefundLimitsSchema),
  setRewardLimits: command('/set-reward-limits', setRewardLimitsSchema),
  setRewardRules: command('/set-reward-rules', setRewardRulesSchema),
}

/** Each change answers with everything as it is now. */
const fromWindow = { commandId: true } as const
const changing = <S extends z.ZodType>(input: S) => procedure(change).input(input).output(moneySettingsSchema)

export const administrationBridge = {
  moneySettings: procedure(read).output(moneySettingsSchema),
  addAdjustmentReason: changing(addAdjustmentReasonSchema.omit(fromWindow)),
  changeAdjustmentReason: changing(changeAdjustmentReasonSchema.omit(fromWindow)),
  setAdjustmentLimits: changing(setAdjustmentLimitsSchema.omit(fromWindow)),
  setRecordingLimits: changing(setRecordingLimitsSchema.omit(fromWindow)),
  setRefundLimits: changing(setRefundLimitsSchema.omit(fromWindow)),
  setRewardLimits: changing(setRewardLimitsSchema.omit(fromWindow)),
  setRewardRules: changing(setRewardRulesSchema.omit(fromWindow)),
}
