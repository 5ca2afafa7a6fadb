/** Who has a sign-in. */
import { sql } from 'kysely'
import type { Queryable, Transaction } from '../../store/store.ts'

export type Identity = { id: string; customerId: string; userName: string; passwordHash: string; passwordForcedAt: string | null; frozenAt: string | null; demo: boolean }

const columns = ['id', 'customerId', 'userName', 'passwordHash', 'passwordForcedAt', 'frozenAt', 'demo'] as const

/**
 * By user name, or by an e-mail address of the account. An address that several accounts share names none of them: they sign
 * in with their user names.
 */
export async function findIdentityByName(db: Queryable, name: string): Promise<Identity | null> {
  const { rows } = await sql<Identity>`
    select id, customer_id as "customerId", user_name as "userName", password_hash as "passwordHash", password_forced_at as "passwordForcedAt", frozen_at as "frozenAt", demo
    from digital_identity
    where lower(user_name) = lower(${name}) or customer_id in (
      select customer_id from contact_medium where medium_type = 'email' and lower(value) = lower(${name}) and removed_at is null)
    limit 2`.execute(db)
  return rows.length === 1 ? (rows[0] ?? null) : null
}

export const findIdentityOf = async (db: Queryable, customerId: string): Promise<Identity | null> =>
  (await db.selectFrom('digitalIdentity').select(columns).where('customerId', '=', customerId).executeTakeFirst()) ?? null

/** Strong enough for whoever locks it too, and no hindrance to a row that only refers to it, such as a failure that is counted. */
export const lockIdentityOf = async (trx: Transaction, customerId: string): Promise<Identity | null> =>
  (await trx.selectFrom('digitalIdentity').select(columns).where('customerId', '=', customerId).forNoKeyUpdate().executeTakeFirst()) ?? null

export const lockIdentityById = async (trx: Transaction, id: string): Promise<Identity | null> =>
  (await trx.selectFrom('digitalIdentity').select(columns).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()) ?? null

export const getIdentity = (db: Queryable, id: string): Promise<Identity> =>
  db.selectFrom('digitalIdentity').select(columns).where('id', '=', id).executeTakeFirstOrThrow()

/** @param demo the backend is the demo: public passwords open nothing elsewhere */
export const isUsable = ({ passwordForcedAt, frozenAt, demo }: Identity, inDemo: boolean): boolean => passwordForcedAt === null && frozenAt === null && (!demo || inDemo)
