import { runCommand } from '../../command.ts'
import { router } from '../../http/router.ts'
import { readCustomer } from '../../read-audited.ts'
import { endCustomerSessions, forceNewPassword, freezeSignIn, removeSecondFactor, sendSignInLink, unfreezeSignIn, unlockSignIn } from './access.commands.ts'
import { signInDetails, signInState } from './sign-in-state.queries.ts'

export const accessRoutes = {
  state: router.access.state.handler(({ context, input: { customerId } }) => readCustomer(context, customerId, (trx) => signInState(trx, context.services, customerId))),
  details: router.access.details.handler(({ context, input: { customerId } }) => readCustomer(context, customerId, (trx) => signInDetails(trx, context.services, customerId))),
  unlock: router.access.unlock.handler(({ context, input }) => runCommand(context, input, unlockSignIn)),
  sendLink: router.access.sendLink.handler(({ context, input }) => runCommand(context, input, sendSignInLink, ({ channel }) => ({ channel }))),
  removeFactor: router.access.removeFactor.handler(({ context, input }) => runCommand(context, input, removeSecondFactor, ({ factorId }) => ({ factorId }))),
  endSessions: router.access.endSessions.handler(({ context, input }) => runCommand(context, input, endCustomerSessions)),
  forcePassword: router.access.forcePassword.handler(({ context, input }) => runCommand(context, input, forceNewPassword, ({ channel }) => ({ channel }))),
  freeze: router.access.freeze.handler(({ context, input }) => runCommand(context, input, freezeSignIn)),
  unfreeze: router.access.unfreeze.handler(({ context, input }) => runCommand(context, input, unfreezeSignIn, ({ channel }): { channel?: string } => (channel === null ? {} : { channel }))),
}
