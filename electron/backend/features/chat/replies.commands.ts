/** Canned replies: those of all, kept by whoever has the right to, and each agent's own. What is filled into them: reply-facts.ts. */
import { sql } from 'kysely'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { MAX_OWN_REPLIES, MAX_SHARED_REPLIES } from '#shared/features/chat/canned-replies.ts'
import type { ChatReply, KeepReply, RemoveReply } from '#shared/features/chat/replies.schema.ts'
import type { Act, Effect } from '../../command.ts'
import { requireRightNow } from '../../require-right-now.ts'
import type { Transaction } from '../../store/store.ts'
import { toReply, type ReplyRow } from './replies.queries.ts'

/** Whose it is; null: of all. */
type OwnerOf = (act: Act) => string | null
const own: OwnerOf = ({ by }) => by.agent.id
const ofAll: OwnerOf = () => null

export const keepReply: Effect<KeepReply> = (trx, input, act) => keep(trx, input, act, own)
export const removeReply: Effect<RemoveReply> = (trx, input, act) => remove(trx, input, act, own)
export const keepSharedReply: Effect<KeepReply> = async (trx, input, act) => {
  await requireRightNow(trx, act, 'chat.replies')
  return keep(trx, input, act, ofAll)
}
export const removeSharedReply: Effect<RemoveReply> = async (trx, input, act) => {
  await requireRightNow(trx, act, 'chat.replies')
  return remove(trx, input, act, ofAll)
}

/** @throws AppError `conflict` upon another version than was seen; `validation` for a name that is taken, or no text at all; `limitExceeded` */
async function keep(trx: Transaction, { replyId, expectedVersion, name, english, spanish }: KeepReply, act: Act, ownerOf: OwnerOf) {
  const ownerId = ownerOf(act)
  if (english === '' && spanish === '') throw wrong('english', 'noText')
  await takeTurn(trx, ownerId)
  const before = await findForUpdate(trx, replyId, ownerId)
  if ((before?.version ?? 0) !== expectedVersion) throw changedMeanwhile(before)
  await requireFree(trx, { replyId, ownerId, name })
  const said = { name, english, spanish, changedAt: act.at, changedBy: act.by.agent.displayName }
  if (before) await trx.updateTable('chatReply').set({ ...said, version: before.version + 1 }).where('id', '=', replyId).execute()
  else {
    await requireRoom(trx, ownerId)
    await trx.insertInto('chatReply').values({ id: replyId, ownerId, ...said }).execute()
  }
  return {}
}

async function remove(trx: Transaction, { replyId, expectedVersion }: RemoveReply, act: Act, ownerOf: OwnerOf) {
  const ownerId = ownerOf(act)
  await takeTurn(trx, ownerId)
  const before = await findForUpdate(trx, replyId, ownerId)
  if (before?.version !== expectedVersion) throw changedMeanwhile(before)
  act.note({ name: before.name })
  await trx.deleteFrom('chatReply').where('id', '=', replyId).execute()
  return {}
}

/** One at a time for each owner, so that names and numbers are looked at as they will be; the name is the database's as well. */
async function takeTurn(trx: Transaction, ownerId: string | null): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`chat_reply ${ownerId ?? ''}`}, 0))`.execute(trx)
}

/** @throws AppError `validation` for an id that is somebody else's */
async function findForUpdate(trx: Transaction, replyId: string, ownerId: string | null): Promise<ReplyRow | undefined> {
  const found = await trx.selectFrom('chatReply').selectAll().where('id', '=', replyId).forUpdate().executeTakeFirst()
  if (found && found.ownerId !== ownerId) throw wrong('replyId', 'taken')
  return found
}

async function requireFree(trx: Transaction, { replyId, ownerId, name }: { replyId: string; ownerId: string | null; name: string }): Promise<void> {
  const taken = await trx.selectFrom('chatReply').select('id').where('ownerId', 'is not distinct from', ownerId).where('name', '=', name).where('id', '!=', replyId).executeTakeFirst()
  if (taken) throw wrong('name', 'taken')
}

async function requireRoom(trx: Transaction, ownerId: string | null): Promise<void> {
  const limit = ownerId === null ? MAX_SHARED_REPLIES : MAX_OWN_REPLIES
  const { count } = await trx.selectFrom('chatReply').select((eb) => eb.fn.countAll<number>().as('count')).where('ownerId', 'is not distinct from', ownerId).executeTakeFirstOrThrow()
  if (Number(count) >= limit) throw new AppError('limitExceeded', { limit, left: 0, unit: 'replies' })
}

function changedMeanwhile(row: ReplyRow | undefined): AppError<'conflict'> {
  const current: ChatReply | null = row ? toReply(row) : null
  return new AppError('conflict', { stream: 'chatReply', current, changedBy: row?.changedBy ?? null, changedAt: row?.changedAt ?? null })
}
