/** The account as the agent left it: rows made from commands that the backend has not confirmed, beside its own. */
import type { AddNote, Interaction } from '#shared/features/interactions/interactions.schema.ts'
import type { AccountView, TimelineEntry } from '#shared/features/customers/account-view.schema.ts'
import type { AddContactMedium, ChangeContactMedium, ContactMedium, SetPreferredLanguage } from '#shared/features/customers/customers.schema.ts'
import { inputOf, type OutboxRow } from '../../sync/outbox.queries.ts'

type MediumView = AccountView['contactMedia'][number]
type NoteEntry = Extract<TimelineEntry, { type: 'interaction' }>

const stateOf = (row: OutboxRow) => (row.refused ? 'refused' : 'queued')
const of = (rows: readonly OutboxRow[], procedure: string) => rows.filter((row) => row.procedure === procedure)

export const pendingNotes = (outbox: readonly OutboxRow[]): NoteEntry[] => of(outbox, 'interactions.addNote').map(toNote)

function toNote(row: OutboxRow): NoteEntry {
  const note = inputOf(row) as AddNote
  const interaction: Interaction = {
    id: note.interactionId, customerId: note.customerId, version: 1, channel: 'note', direction: 'internal',
    at: note.writtenAt, by: row.agentName, disposition: note.disposition, text: note.text,
  }
  return { type: 'interaction', at: interaction.at, id: interaction.id, row: interaction, pending: stateOf(row), commandId: row.commandId }
}

/**
 * A queued change shows what will be; a refused one shows what is, and points to the command, whose input is the
 * agent's own version. An added medium shows itself in both states.
 */
export function withPendingMedia(rows: readonly ContactMedium[], outbox: readonly OutboxRow[]): MediumView[] {
  const views = new Map<string, MediumView>(rows.map((row) => [row.id, { row, pending: null, commandId: null }]))
  for (const entry of of(outbox, 'customers.addContactMedium')) addPending(views, entry)
  for (const entry of of(outbox, 'customers.changeContactMedium')) changePending(views, entry)
  return [...views.values()].sort(byUse)
}

function addPending(views: Map<string, MediumView>, entry: OutboxRow): void {
  const { contactMediumId: id, customerId, mediumType, use, value, preferred } = inputOf(entry) as AddContactMedium
  // It is here already: the effect arrived by a pull before the answer to our send.
  if (views.has(id)) return
  const row: ContactMedium = { id, customerId, version: 1, mediumType, use, value, preferred, validFrom: entry.createdAt, changedBy: entry.agentName }
  views.set(id, { row, pending: stateOf(entry), commandId: entry.commandId })
}

function changePending(views: Map<string, MediumView>, entry: OutboxRow): void {
  const { contactMediumId, mediumType, use, value, preferred } = inputOf(entry) as ChangeContactMedium
  const view = views.get(contactMediumId)
  if (!view) return
  const row = entry.refused ? view.row : { ...view.row, mediumType, use, value, preferred, changedBy: entry.agentName }
  views.set(contactMediumId, { row, pending: stateOf(entry), commandId: entry.commandId })
}

const byUse = (a: MediumView, b: MediumView) =>
  Number(b.row.preferred) - Number(a.row.preferred) || a.row.mediumType.localeCompare(b.row.mediumType) * -1 || a.row.id.localeCompare(b.row.id)

/** The last one wins: each was written over the one before. */
export function pendingLanguage(outbox: readonly OutboxRow[]): AccountView['pendingLanguage'] {
  const entry = of(outbox, 'customers.setPreferredLanguage').at(-1)
  return entry ? { language: (inputOf(entry) as SetPreferredLanguage).language, commandId: entry.commandId, pending: stateOf(entry) } : null
}
