/**
 * The gate, seen from a desk: it asks the backend, and keeps nothing. Neither what a caller said nor how well they are known
 * is in the cache or the outbox; without the line there is no verification.
 */
import type { ContactState } from '#shared/features/interactions/contacts.schema.ts'
import type { DeskCore } from '../../desk-core.ts'
import { ask } from '../../sync/ask-backend.ts'
import { commandOnce } from '../../sync/command-once.ts'

export const contactState = (core: DeskCore, customerId: string, looked: boolean): Promise<ContactState> =>
  ask(core, looked, (api, options) => api.interactions.contactState({ customerId }, options))

/** @returns everything as it is afterwards. @throws AppError `offline`, and whatever the backend refused it with */
export async function contactCommand(core: DeskCore, procedure: string, input: { customerId: string } & Record<string, unknown>): Promise<ContactState> {
  const rows = await commandOnce(core, procedure, input)
  core.hub.changed(['contact', ...Object.keys(rows)], [input.customerId])
  return contactState(core, input.customerId, false)
}
