/** Who has a sign-in. */
import { sql } from 'kysely'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { RECORD_AGE_MS } from '#shared/features/interactions/contacts.schema.ts'
import type { Queryable, Transaction } from '../../store/store.ts'

export type Identity = { id: string; customerId: string; userName: string; passwordHash: string; passwordForcedAt: string | null; frozenAt: string | null; demo: boolean }

const columns = ['id', 'customerId', 'userName', 'passwordHash', 'passwordForcedAt', 'frozenAt', 'demo'] as const

/**
 * By user name, or by an e-mail address of record (`../interactions/contacts-of-record.queries.ts`). Of several accounts that have
 * the address it names the one that has had it longest: nobody takes somebody's name away by adding their address to an account
 * of their own. It opens nothing but with that one's password, and a link goes to that one's contacts.
 */
export async function findIdentityByName(db: Queryable, clock: Clock, name: string): Promise<Identity | null> {
  const limit = isoInstant(clock.now() - RECORD_AGE_MS)
  const { rows } = await sql<Identity>`
    with address as (
      select customer_id, coalesce(value_since, valid_from) as since from contact_medium
      where medium_type = 'email' and lower(value) = lower(${name}) and removed_at is null
      union all
      select customer_id, since from contact_medium_former
      where medium_type = 'email' and lower(value) = lower(${name}) and until > ${limit}::timestamptz
    )
    select id, customer_id as "customerId", user_name as "userName", password_hash as "passwordHash", password_forced_at as "passwordForcedAt", frozen_at as "frozenAt", demo
    from (
      select identity.*, '-infinity'::timestamptz as since from digital_identity identity where lower(user_name) = lower(${name})
      union all
      select identity.*, since from digital_identity identity join address using (customer_id) where since <= ${limit}::timestamptz
    ) named order by since, id limit 1`.execute(db)
  return rows[0] ?? null
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
