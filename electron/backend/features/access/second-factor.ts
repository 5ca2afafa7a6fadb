/** The second step of a sign-in: a code of the app, or one that is sent. Wrong codes count as wrong passwords do. */
import { AppError } from '#shared/kernel/errors.ts'
import type { MessageChannel } from '#shared/features/messages/messages.schema.ts'
import { queueMessage } from '../../messages/queue-message.ts'
import type { Services } from '../../services.ts'
import type { Transaction } from '../../store/store.ts'
import { getAddressee } from '../customers/contacts.queries.ts'
import { listReachOfRecord } from '../interactions/contacts-of-record.queries.ts'
import { countAttempt, deviceSubject, identitySubject } from '../../sign-in-attempts.ts'
import { endIdentitySession, type IdentitySession } from './customer-sessions.ts'
import { listActiveFactors, makeCode, MAX_CODES, useAppCode, useSentCode } from './factors.ts'
import { complete, noteFailure, refused, type Asker, type Keys } from './sign-in.ts'
import { lockOpenSession } from './under-lock.ts'
import { countSource, takeBackSource } from '../../sign-in-sources.ts'

/** @throws AppError `unauthenticated/wrongCredentials` for a wrong code, a used one, while it is locked, and when the session was ended meanwhile */
export async function confirmCode(services: Services, session: IdentitySession, code: string, asker: Asker): Promise<Keys> {
  const { store, clock } = services
  const { identityId, customerId, remember } = session
  const device = session.deviceId === null ? null : { id: session.deviceId, identityId, signsIn: false }
  const subject = device ? deviceSubject(identityId, device.id) : identitySubject(identityId)
  const keys = await store.db.transaction().execute(async (trx) => {
    if (!(await lockOpenSession(trx, services, session))) return null
    if (!device) await countSource(trx, clock, asker.source)
    const attempt = await countAttempt(trx, clock, { subject, source: device ? null : asker.source, what: 'code' })
    if (!attempt || !(await isRight(trx, services, session, code))) {
      await noteFailure(trx, services, { customerId, attempt, what: 'code' }, asker)
      return null
    }
    if (!device) await takeBackSource(trx, asker.source)
    await endIdentitySession(trx, clock, session.id)
    return complete(trx, services, { identityId, customerId, remember, device, subject }, asker)
  })
  if (!keys) throw refused()
  return keys
}

const isRight = async (trx: Transaction, services: Services, { id, identityId }: IdentitySession, code: string): Promise<boolean> =>
  (await useAppCode(trx, services, identityId, code, 'active')) || (await useSentCode(trx, services.clock, id, code))

/** @throws AppError `validation` at `channel` without such a factor or contact; `limitExceeded` of `codes` */
export async function sendSignInCode(services: Services, session: IdentitySession, channel: MessageChannel): Promise<void> {
  await services.store.db.transaction().execute(async (trx) => {
    const factors = await listActiveFactors(trx, session.identityId)
    if (!factors.some(({ kind }) => kind === channel)) throw new AppError('validation', { issues: [{ path: 'channel', message: 'noContact' }] })
    await sendCode(trx, services, session, channel)
  })
}

/** To the contact of record. */
export async function sendCode(trx: Transaction, { clock }: Services, { id, customerId }: IdentitySession, channel: MessageChannel): Promise<void> {
  const reach = (await listReachOfRecord(trx, clock, customerId)).find((known) => known.channel === channel)
  if (!reach) throw new AppError('validation', { issues: [{ path: 'channel', message: 'noContact' }] })
  const code = await makeCode(trx, clock, id, channel)
  if (code === null) throw new AppError('limitExceeded', { limit: MAX_CODES, left: 0, unit: 'codes' })
  const { language } = await getAddressee(trx, customerId)
  await queueMessage(trx, clock, { customerId, ...reach, language, template: 'signInCode', params: { code }, by: null })
}
