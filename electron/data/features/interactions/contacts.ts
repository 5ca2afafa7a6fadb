/**
 * The gate, seen from a desk: it asks the backend, and keeps nothing. Neither what a caller said nor how well they are known
 * is in the cache or the outbox; without the line there is no verification.
 */
import { isAppError } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { ContactState } from '#shared/features/interactions/contacts.schema.ts'
import type { DeskCore } from '../../desk-core.ts'
import { applyRowsByStream } from '../../sync/apply-rows.ts'
import { ask, network } from '../../sync/ask-backend.ts'
import type { ParsedRows } from '../../sync/parse-rows.ts'

export const contactState = (core: DeskCore, customerId: string, looked: boolean): Promise<ContactState> =>
  ask(core, looked, (api, options) => api.interactions.contactState({ customerId }, options))

/** @returns everything as it is afterwards. @throws AppError `offline`, and whatever the backend refused it with */
export async function contactCommand(core: DeskCore, procedure: string, input: { customerId: string } & Record<string, unknown>): Promise<ContactState> {
  const { token } = core.session
  const rows = await sendOnce(core, procedure, { ...input, commandId: newId(core.clock) })
  // The session that it was sent in may be over by now, and the desk cleared.
  if (core.session.token === token) core.cache.write((db) => applyRowsByStream(db, rows))
  core.hub.changed(['contact', ...Object.keys(rows)], [input.customerId])
  return contactState(core, input.customerId, false)
}

/** An answer may be lost on its way: asked once more under the same id, it is the same attempt. */
async function sendOnce(core: DeskCore, procedure: string, command: Record<string, unknown>): Promise<ParsedRows> {
  const { api } = await network(core)
  return api.command(procedure, command).catch((error: unknown) => {
    if (isAppError(error, 'offline') && core.connectivity.state.state !== 'offline') return api.command(procedure, command)
    throw error
  })
}
