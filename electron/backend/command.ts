/**
 * What every command goes through. At least once from the desk, exactly one effect here: the first answer is kept
 * under the command's id, with the effect and the audit entry, in one transaction; whoever asks again gets it again.
 *
 *   id unknown                      effect, or a refusal that leaves no effect; either is kept
 *   id known, same agent and body   the first answer
 *   id known, anything else         `validation`, path `commandId`, message `reused`
 *   id being worked on right now    `conflict` of stream `command`: ask again in a moment
 *
 * Not kept: `unauthenticated` (never gets here) and `internal` (nothing happened; the same command may succeed later).
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { AppError, type ErrorCode, type SerializedError } from '#shared/kernel/errors.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import type { ProcedureMeta } from '#shared/contract/procedure.ts'
import { isOperatorStream, type StreamName } from '#shared/features/sync/streams.ts'
import type { CommandResult, RowsByStream } from '#shared/features/sync/sync.schema.ts'
import { writeAudit, type AuditEntry } from './write-audit.ts'
import { findOpenContact, levelRefusal, touchContact, type OpenContact } from './features/interactions/contacts.queries.ts'
import { forbiddenUnless } from './http/authentication.ts'
import { operatorToday } from './operator-day.ts'
import type { Services, SignedIn } from './services.ts'
import { announceChange } from './store/announce.ts'
import type { Transaction } from './store/store.ts'

/**
 * Without `customerId` where it is of nobody in particular, such as what administrators keep. `contactId`: the contact in which
 * somebody asked for it, null outside of one; a command that waits for the line says so, or it would come in the next caller's name.
 */
export type CommandInput = { commandId: string; customerId?: string; contactId?: string | null | undefined }
/**
 * What an effect is given beside its input. `at` is the backend's time of receipt, `today` the operator's day. What it notes
 * is in the command's audit entry, also when it refuses: codes and times, never the data itself; `override` marks an act past the gate.
 */
export type Act = { by: SignedIn; at: string; today: string; services: Services; note: (detail: Detail, override?: string) => void }
type Detail = NonNullable<AuditEntry['detail']>
/** Does the work and answers the rows as they are now. Throws AppError to refuse; what it wrote is then undone. */
export type Effect<I> = (trx: Transaction, input: I, act: Act) => Promise<RowsByStream>
/**
 * Action, permission and verification are the contract's name and demands, given by the router; no route repeats them.
 * `detail` is what the audit keeps of the input beside the ids: codes and times, never the data itself.
 */
export type Command = { action: string } & Pick<ProcedureMeta, 'permission' | 'verification'>
export type AuditDetail<I> = (input: I) => NonNullable<AuditEntry['detail']>
type Asked = { services: Services; signedIn(): SignedIn; asked: Command; /** Sent by a desk by itself: no sign of a caller who is still there. */ background?: boolean }

type Answer = { ok: CommandResult } | { refusal: SerializedError }

type Work<I> = { services: Services; by: SignedIn; command: Command; input: I; effect: Effect<I>; detail: AuditDetail<I> | undefined; background: boolean }

/**
 * @param body by what a command is known again; given where the input has a secret in it, which no hash of few digits hides
 * @throws AppError, as the effect refused or as the table above says.
 */
export async function runCommand<I extends CommandInput>(
  { services, signedIn, asked, background = false }: Asked, input: I, effect: Effect<I>, detail?: AuditDetail<I>, body: (input: I) => unknown = (whole) => whole,
): Promise<CommandResult> {
  const by = signedIn()
  const answer = await services.store.db.transaction().execute(async (trx) => {
    await lockCommand(trx, input.commandId)
    const bodyHash = hashBody(by.agent.id, asked.action, body(input))
    const work = { services, by, command: asked, input, effect, detail, background }
    return (await findAnswer(trx, work, bodyHash)) ?? (await answerFirst(trx, work, bodyHash))
  })
  if ('refusal' in answer) throw revive(answer.refusal)
  return answer.ok
}

async function answerFirst<I extends CommandInput>(trx: Transaction, work: Work<I>, bodyHash: Buffer): Promise<Answer> {
  const { services, by, command, input, effect, background } = work
  const at = isoInstant(services.clock.now())
  const contact = input.customerId === undefined ? null : await findOpenContact(trx, services.clock, by, input.customerId)
  const noted: Noted = { detail: {} }
  const note: Act['note'] = (detail, override) => {
    Object.assign(noted.detail, detail)
    noted.override ??= override
  }
  const act: Act = { by, at, today: operatorToday(services), services, note }
  const answer = await attempt(trx, () => {
    const refusal = forbiddenUnless(by, command.permission) ?? levelRefusal(askedIn(input, contact), command.verification)
    return refusal ? Promise.reject(refusal) : effect(trx, input, act)
  })
  if (contact && !background) await touchContact(trx, services.clock, contact)
  await trx
    .insertInto('command')
    .values({ id: input.commandId, agentId: by.agent.id, procedure: command.action, bodyHash, answer: JSON.stringify(answer), receivedAt: at })
    .execute()
  await record(trx, work, { answer, contact, noted })
  return answer
}

/** What was asked for in another contact, or in none, is not lifted by the one that is open now. */
const askedIn = ({ contactId }: CommandInput, open: OpenContact | null): OpenContact | null => (contactId === undefined || contactId === open?.id ? open : null)

/** A savepoint around the effect: a refusal undoes it, yet is itself written by the same transaction. */
async function attempt(trx: Transaction, work: () => Promise<RowsByStream>): Promise<Answer> {
  await sql`savepoint effect`.execute(trx)
  try {
    return { ok: { rows: await work() } }
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error
    await sql`rollback to savepoint effect`.execute(trx)
    return { refusal: { code: error.code, data: { ...error.data } } }
  }
}

type Noted = { detail: Detail; override?: string | undefined }
/** `contact`: as it was before the effect. */
type Outcome = { answer: Answer; contact: OpenContact | null; noted: Noted }

async function record<I extends CommandInput>(trx: Transaction, { services, by, command, input, detail }: Work<I>, { answer, contact, noted }: Outcome): Promise<void> {
  const { customerId, commandId } = input
  const refused = 'refusal' in answer ? { refusedAs: answer.refusal.code } : {}
  const all = { ...detail?.(input), ...noted.detail }
  const more = Object.keys(all).length > 0 ? { detail: all } : {}
  const known = contact ? { contactId: contact.id, verification: contact.level } : {}
  await writeAudit(trx, services.clock, { action: command.action, by, customerId, commandId, ...refused, ...more, ...known, override: noted.override })
  const changed = 'ok' in answer ? (Object.keys(answer.ok.rows) as StreamName[]) : []
  if (changed.length > 0) await announceChange(trx, changed, customersToName(changed, customerId))
}

/** Rows of the operator's are of nobody's account: no desk reads one again for them. */
const customersToName = (changed: readonly StreamName[], customerId: string | undefined): string[] | null =>
  customerId !== undefined ? [customerId] : changed.every(isOperatorStream) ? [] : null

/** Held until the transaction ends. Embedded there is one connection, so that nobody ever finds it taken. */
async function lockCommand(trx: Transaction, commandId: string): Promise<void> {
  const { rows } = await sql<{ locked: boolean }>`select pg_try_advisory_xact_lock(hashtextextended(${commandId}, 0)) as locked`.execute(trx)
  if (!rows[0]?.locked) throw new AppError('conflict', { stream: 'command', current: null, changedBy: null, changedAt: null })
}

async function findAnswer<I extends CommandInput>(trx: Transaction, work: Work<I>, bodyHash: Buffer): Promise<Answer | null> {
  const found = await trx.selectFrom('command').select(['bodyHash', 'answer']).where('id', '=', work.input.commandId).executeTakeFirst()
  if (!found) return null
  if (!found.bodyHash.equals(bodyHash)) return refuseReused(trx, work)
  // A jsonb column: the driver has parsed it already.
  return found.answer as unknown as Answer
}

/** An act of its own, which is refused and kept as that; under the id stays what it was first. */
async function refuseReused<I extends CommandInput>(trx: Transaction, work: Work<I>): Promise<Answer> {
  const answer: Answer = { refusal: { code: 'validation', data: { issues: [{ path: 'commandId', message: 'reused' }] } } }
  await record(trx, work, { answer, contact: null, noted: { detail: {} } })
  return answer
}

/** Another agent with the same id is another body: nobody is told the answer to somebody else's command. */
const hashBody = (agentId: string, action: string, body: unknown): Buffer =>
  createHash('sha256').update(JSON.stringify([agentId, action, sorted(body)])).digest()

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)])
}

function revive<C extends ErrorCode>({ code, data }: SerializedError): AppError<C> {
  return new AppError(code as C, data as AppError<C>['data'])
}

/** How long answers are kept, in ms: three times the 30 days that the contract promises. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000
/** Rows deleted in one go, so that the cleanup never holds the table for long. */
const CLEANUP_ROWS = 1_000

/** @returns how many were deleted; call again when it is the full CLEANUP_ROWS. */
export async function forgetOldCommands({ store, clock }: Services): Promise<number> {
  const oldest = isoInstant(clock.now() - KEPT_MS)
  const { numDeletedRows } = await store.db
    .deleteFrom('command')
    .where('id', 'in', (query) => query.selectFrom('command').select('id').where('receivedAt', '<', oldest).limit(CLEANUP_ROWS))
    .executeTakeFirst()
  return Number(numDeletedRows)
}
