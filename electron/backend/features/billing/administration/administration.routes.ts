import { runCommand } from '../../../command.ts'
import { router } from '../../../http/router.ts'
import { readAudited } from '../../../read-audited.ts'
import { addAdjustmentReason, changeAdjustmentReason, setAdjustmentLimits, setRecordingLimits, setRefundLimits, setRewardLimits, setRewardRules } from './money-settings.commands.ts'
import { moneySettings } from './money-settings.queries.ts'

/** What was changed is told by the effects, with its values before and after. */
export const administrationRoutes = {
  moneySettings: router.administration.moneySettings.handler(({ context }) => readAudited(context, {}, moneySettings)),
  addAdjustmentReason: router.administration.addAdjustmentReason.handler(({ context, input }) => runCommand(context, input, addAdjustmentReason, ({ code }) => ({ code }))),
  changeAdjustmentReason: router.administration.changeAdjustmentReason.handler(({ context, input }) => runCommand(context, input, changeAdjustmentReason, ({ code }) => ({ code }))),
  setAdjustmentLimits: router.administration.setAdjustmentLimits.handler(({ context, input }) => runCommand(context, input, setAdjustmentLimits, ({ role }) => ({ role }))),
  setRecordingLimits: router.administration.setRecordingLimits.handler(({ context, input }) => runCommand(context, input, setRecordingLimits, ({ role }) => ({ role }))),
  setRefundLimits: router.administration.setRefundLimits.handler(({ context, input }) => runCommand(context, input, setRefundLimits, ({ role }) => ({ role }))),
  setRewardLimits: router.administration.setRewardLimits.handler(({ context, input }) => runCommand(context, input, setRewardLimits, ({ role }) => ({ role }))),
  setRewardRules: router.administration.setRewardRules.handler(({ context, input }) => runCommand(context, input, setRewardRules)),
}
