/** A customer signs out of one browser. */
import type { Services } from '../../services.ts'
import { endIdentitySession, endIdentitySessions, findOpenSession } from './customer-sessions.ts'
import { findDevice, useDevice } from './devices.ts'
import { lockIdentityById } from './identities.queries.ts'
import { writeEvent } from './identity-events.ts'
import type { Asker } from './sign-in.ts'

/**
 * The device stays known, and does not sign in by itself any more. Whether the session has run out meanwhile is no matter: who
 * comes back to a page and signs out means the browser. So what both of its keys open is closed, whoever's they are.
 */
export async function signOut({ store, clock }: Services, token: string | null, { place, device: name, deviceToken }: Asker): Promise<void> {
  await store.db.transaction().execute(async (trx) => {
    const session = await findOpenSession(trx, token)
    const device = await findDevice(trx, clock, deviceToken)
    const owners = [session?.identityId, device?.identityId].filter((id) => id !== undefined)
    for (const identityId of [...new Set(owners)].toSorted()) {
      const identity = await lockIdentityById(trx, identityId)
      if (!identity) continue
      const own = session?.identityId === identityId ? session : null
      const known = device?.identityId === identityId ? device : null
      if (own) await endIdentitySession(trx, clock, own.id)
      for (const deviceId of new Set([own?.deviceId, known?.id])) {
        if (!deviceId) continue
        await endIdentitySessions(trx, clock, identityId, { deviceId })
        await useDevice(trx, clock, deviceId, { signsIn: false })
      }
      if (own || known?.signsIn) await writeEvent(trx, clock, { customerId: identity.customerId, kind: 'signedOut', place, device: name })
    }
  })
}
