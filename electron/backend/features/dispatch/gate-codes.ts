/** What opens a customer's gate: sealed, in no stream, told to those alone who send somebody there. */
import { isoInstant } from '#shared/kernel/clock.ts'
import type { Services } from '../../services.ts'
import type { Queryable, Transaction } from '../../store/store.ts'

type Of = { customerId: string; appointmentId: string }

/** @param gateCode null takes it away */
export async function setGateCode(trx: Transaction, { secrets, clock }: Services, { customerId, appointmentId }: Of, gateCode: string | null): Promise<void> {
  await trx.deleteFrom('appointmentGateCode').where('appointmentId', '=', appointmentId).execute()
  if (gateCode === null) return
  await trx.insertInto('appointmentGateCode').values({ appointmentId, customerId, sealed: secrets.seal(gateCode, appointmentId), setAt: isoInstant(clock.now()) }).execute()
}

/** Of a visit that is over: nobody goes there any more. */
export async function forgetGateCode(trx: Transaction, appointmentId: string): Promise<void> {
  await trx.deleteFrom('appointmentGateCode').where('appointmentId', '=', appointmentId).execute()
}

/** Null where there is none, or no key opens it any more. */
export async function readGateCode(db: Queryable, { secrets }: Services, { customerId, appointmentId }: Of): Promise<string | null> {
  const found = await db.selectFrom('appointmentGateCode').select('sealed').where('appointmentId', '=', appointmentId).where('customerId', '=', customerId).executeTakeFirst()
  return found ? secrets.open(found.sealed, appointmentId) : null
}
