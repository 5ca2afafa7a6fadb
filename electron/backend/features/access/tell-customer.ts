/** What is done to a sign-in leaves an event, a line in the audit of those that have none by their command, and a message to where the customer was reached yesterday. */
import type { IdentityEventKind } from '#shared/features/access/access.schema.ts'
import { tellOfChange, type ToldChange } from '../../messages/tell-of-change.ts'
import { operatorToday } from '../../operator-day.ts'
import type { Services } from '../../services.ts'
import type { Transaction } from '../../store/store.ts'
import { writeAudit } from '../../write-audit.ts'
import { listReachOfRecord } from '../interactions/contacts-of-record.queries.ts'
import { writeEvent } from './identity-events.ts'

export type ToldOfSignIn = Extract<ToldChange, `signIn${string}`>
type Done = {
  customerId: string
  kind: IdentityEventKind
  template: ToldOfSignIn | null
  /** The agent; null when the customer did it. */
  by: { agent: { displayName: string } } | null
  from?: { place: string; device: string }
}

export async function recordAct(trx: Transaction, services: Services, { customerId, kind, template, by, from }: Done): Promise<void> {
  const { clock } = services
  await writeEvent(trx, clock, { customerId, kind, by: by?.agent.displayName ?? null, place: from?.place ?? null, device: from?.device ?? null })
  if (by === null) await writeAudit(trx, clock, { action: `portal.${kind}`, by: null, customerId })
  if (template === null) return
  const reach = await listReachOfRecord(trx, clock, customerId)
  await tellOfChange(trx, { services, today: operatorToday(services), by }, { customerId, template, reach })
}
