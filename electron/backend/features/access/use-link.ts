/** A link is opened: it makes a sign-in, or sets a new password. Nobody is signed in by it; the second factor stays asked for. */
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { PortalLinkState } from '#shared/features/access/portal-account.schema.ts'
import { messageLanguage } from '../../messages/render-message.ts'
import { hashSecret } from '../../secret-hash.ts'
import type { Services } from '../../services.ts'
import type { Transaction } from '../../store/store.ts'
import { getAddressee, lastFourOf } from '../customers/contacts.queries.ts'
import { lockCustomer } from '../customers/customers.queries.ts'
import { unlockIdentity } from '../../sign-in-attempts.ts'
import { operatorOf, requireGoodPassword, setPassword } from './customer-account.ts'
import { lockIdentityOf } from './identities.queries.ts'
import { findIdentityLink, type FoundLink } from './links.ts'
import { recordAct } from './tell-customer.ts'
import { signOutEverywhere } from './under-lock.ts'
import type { Asker } from './sign-in.ts'

/** @throws AppError `notFound`, for a wrong token as for none */
export async function tellLink(services: Services, token: string): Promise<PortalLinkState> {
  return services.store.db.transaction().execute(async (trx) => {
    const { customerId, purpose, state } = await findIdentityLink(trx, services, token)
    const { language, accountNumber } = await getAddressee(trx, customerId)
    return { purpose, state, language: messageLanguage(language), lastFour: lastFourOf(accountNumber), ...operatorOf(services) }
  })
}

export type NewPassword = { token: string; userName: string | null; password: string }

/** @throws AppError `validation` at `link` (it does nothing any more), `userName` (taken, or not to be chosen), `password` */
export async function useLink(services: Services, { token, userName, password }: NewPassword, asker: Asker): Promise<void> {
  // Outside of the transaction, which embedded is the only one: it takes its time.
  const passwordHash = await hashSecret(password)
  await services.store.db.transaction().execute(async (trx) => {
    // Whoever makes, takes back or uses a link holds the customer, and first of all: nobody waits in a circle.
    await lockCustomer(trx, (await findIdentityLink(trx, services, token)).customerId)
    const link = await requireOpen(trx, services, token)
    if (link.purpose === 'register') await register(trx, services, { ...link, userName, password, passwordHash }, asker)
    else await reset(trx, services, { ...link, userName, password, passwordHash }, asker)
    await trx.updateTable('identityLink').set({ usedAt: isoInstant(services.clock.now()) }).where('id', '=', link.id).execute()
  })
}

async function requireOpen(trx: Transaction, services: Services, token: string): Promise<FoundLink> {
  const link = await findIdentityLink(trx, services, token)
  if (link.state !== 'open') throw new AppError('validation', { issues: [{ path: 'link', message: link.state }] })
  return link
}

type Use = FoundLink & { userName: string | null; password: string; passwordHash: string }
const wrongName = (message: string): AppError<'validation'> => new AppError('validation', { issues: [{ path: 'userName', message }] })

async function register(trx: Transaction, services: Services, { customerId, userName, password, passwordHash }: Use, asker: Asker): Promise<void> {
  if (userName === null) throw wrongName('missing')
  if (await lockIdentityOf(trx, customerId)) throw new AppError('validation', { issues: [{ path: 'link', message: 'used' }] })
  await requireGoodPassword(trx, services, customerId, userName, password)
  const at = isoInstant(services.clock.now())
  const made = await trx.insertInto('digitalIdentity').values({ id: newId(services.clock), customerId, userName, passwordHash, createdAt: at, passwordChangedAt: at })
    .onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
  if (made.numInsertedOrUpdatedRows === 0n) throw wrongName('taken')
  await recordAct(trx, services, { customerId, kind: 'created', template: 'signInCreated', by: null, from: asker })
}

async function reset(trx: Transaction, services: Services, { customerId, userName, password, passwordHash }: Use, asker: Asker): Promise<void> {
  if (userName !== null) throw wrongName('fixed')
  const identity = await lockIdentityOf(trx, customerId)
  if (!identity || identity.frozenAt !== null) throw new AppError('validation', { issues: [{ path: 'link', message: 'revoked' }] })
  await requireGoodPassword(trx, services, customerId, identity.userName, password)
  await setPassword(trx, services, identity.id, passwordHash)
  await signOutEverywhere(trx, services, identity.id)
  if (services.resetUnlocks === true) await unlockIdentity(trx, identity.id)
  await recordAct(trx, services, { customerId, kind: 'passwordReset', template: 'signInPasswordChanged', by: null, from: asker })
}
