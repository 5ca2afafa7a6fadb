/**
 * The entries of a link at the gateway. A key stays the same until a card has come of it, so that a gateway that does not
 * answer uses nothing up; then the next entry has the next one. An entry whose card was charged is spent: its reference is
 * answered, and charges nothing more.
 */
import { createHash } from 'node:crypto'
import { AppError } from '#shared/kernel/errors.ts'
import type { Queryable, Transaction } from '../../../store/store.ts'

/** Cards that may be tried with one link: more is somebody trying stolen ones. */
const MAX_CARDS = 5

export type LinkEntry = { number: number; key: string; spent: boolean }

const hashReference = (reference: string): Buffer => createHash('sha256').update(reference).digest()

async function newEntry(db: Queryable, linkId: string): Promise<LinkEntry> {
  const { cards } = await db.selectFrom('paymentLinkEntry').select(({ fn }) => fn.countAll<number>().as('cards')).where('linkId', '=', linkId).executeTakeFirstOrThrow()
  return toEntry(linkId, cards + 1, false)
}

const toEntry = (linkId: string, number: number, spent: boolean): LinkEntry => ({ number, key: `${linkId}-${number}`, spent })

/** The one that the customer goes to. @throws AppError `limitExceeded` after five cards */
export async function openEntry(trx: Transaction, linkId: string): Promise<LinkEntry> {
  const entry = await newEntry(trx, linkId)
  if (entry.number > MAX_CARDS) throw new AppError('limitExceeded', { limit: MAX_CARDS, left: 0, unit: 'cards' })
  return entry
}

/** The one that a reference came of; one that was never seen can be of the open one alone. */
export async function entryOf(trx: Transaction, linkId: string, reference: string): Promise<LinkEntry> {
  const known = await trx.selectFrom('paymentLinkEntry').select(['number', 'spent']).where('linkId', '=', linkId).where('referenceHash', '=', hashReference(reference)).executeTakeFirst()
  return known ? toEntry(linkId, known.number, known.spent) : newEntry(trx, linkId)
}

/** The gateway knows the reference: a card has come. Written by itself, whatever becomes of the payment. */
export async function keepReference(db: Queryable, linkId: string, { number }: LinkEntry, reference: string): Promise<void> {
  await db.insertInto('paymentLinkEntry').values({ linkId, number, referenceHash: hashReference(reference) }).onConflict((conflict) => conflict.doNothing()).execute()
}

export async function spendEntry(trx: Transaction, linkId: string, reference: string): Promise<void> {
  await trx.updateTable('paymentLinkEntry').set({ spent: true }).where('linkId', '=', linkId).where('referenceHash', '=', hashReference(reference)).execute()
}
