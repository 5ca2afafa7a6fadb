/** A command that somebody waits for and that is nowhere kept: neither the cache nor the outbox has what it says. */
import { isAppError } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import { isOperatorStream, type StreamName } from '#shared/features/sync/streams.ts'
import type { DeskCore } from '../desk-core.ts'
import { applyRowsByStream, customersOf } from './apply-rows.ts'
import { network } from './ask-backend.ts'
import type { ParsedRows } from './parse-rows.ts'

/** Only a person does it, so that it is use. @returns the rows as they are afterwards. @throws AppError `offline`, and whatever the backend refused it with */
export async function commandOnce(core: DeskCore, procedure: string, input: Record<string, unknown>): Promise<ParsedRows> {
  core.session.noteUse()
  const { token } = core.session
  const rows = await sendOnce(core, procedure, { ...input, commandId: newId(core.clock) })
  // The session that it was sent in may be over by now, and the desk cleared.
  if (core.session.token === token) core.cache.write((db) => applyRowsByStream(db, rows))
  return rows
}

/** A route of one such command. The windows are told of its rows: of the operator's own every window, of others those that show the customer. */
export const routeOnce = (core: DeskCore, procedure: string) => async ({ input }: { input: Record<string, unknown> }): Promise<void> => {
  const rows = await commandOnce(core, procedure, input)
  const changed = Object.keys(rows) as StreamName[]
  core.hub.changed(changed, changed.some(isOperatorStream) ? null : customersOf(rows))
}

/** An answer may be lost on its way: asked once more under the same id, it is the same attempt. Not where the line was down before. */
async function sendOnce(core: DeskCore, procedure: string, command: Record<string, unknown>): Promise<ParsedRows> {
  const { api } = await network(core)
  // Asked beforehand: a lost answer itself makes the line `offline`.
  const lineIsUp = core.connectivity.state.state !== 'offline'
  return api.command(procedure, command).catch((error: unknown) => {
    if (lineIsUp && isAppError(error, 'offline')) return api.command(procedure, command)
    throw error
  })
}
