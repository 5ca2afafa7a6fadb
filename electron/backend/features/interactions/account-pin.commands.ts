/** The customer's PIN is set. It is hashed at once; neither the audit nor the kept answer of the command has it. */
import { wrong } from '#shared/kernel/errors.ts'
import { pinProblem } from '#shared/features/interactions/account-pin.ts'
import type { SetAccountPin } from '#shared/features/interactions/contacts.schema.ts'
import type { Act, Effect } from '../../command.ts'
import { tellOfChange } from '../../messages/tell-of-change.ts'
import { hashSecret } from '../../secret-hash.ts'
import type { Transaction } from '../../store/store.ts'
import { getCustomer, lockCustomer } from '../customers/customers.queries.ts'
import { contactsOfRecord } from './contacts-of-record.queries.ts'

export const setAccountPin: Effect<SetAccountPin> = async (trx, { customerId, pin }, act) => {
  await lockCustomer(trx, customerId)
  const { accountNumber, phones, postalCode, houseNumber } = await getCustomer(trx, customerId)
  const problem = pinProblem(pin, [accountNumber, ...phones, postalCode ?? '', houseNumber ?? ''])
  if (problem) throw wrong('pin', problem)
  const fields = { pinHash: await hashSecret(pin), demo: false, setAt: act.at, setBy: act.by.agent.id }
  await trx.insertInto('accountPin').values({ customerId, ...fields }).onConflict((conflict) => conflict.column('customerId').doUpdateSet(fields)).execute()
  await tell(trx, act, customerId)
  return {}
}

/** 47 CFR 64.2010(f): at once, to where they were reached before, and not what is new. */
async function tell(trx: Transaction, act: Act, customerId: string): Promise<void> {
  const { codeTargets } = await contactsOfRecord(trx, act.services.clock, customerId)
  await tellOfChange(trx, act, { customerId, template: 'pinChanged', ...(codeTargets.length > 0 ? { reach: codeTargets } : {}) })
}
