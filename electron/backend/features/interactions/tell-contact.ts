/** Every node's desks hear that the gate before an account is another now: who is on the line there, or a warning. A hint alone. */
import { notify } from '../../store/announce.ts'
import type { Transaction } from '../../store/store.ts'

/** Payload `{ customerId }`. */
export const CONTACT_CHANNEL = 'headend_contact'

export const tellContact = (trx: Transaction, customerId: string): Promise<void> => notify(trx, CONTACT_CHANNEL, { customerId })
