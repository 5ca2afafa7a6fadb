import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { Role } from '#shared/features/session/session.schema.ts'
import { hashSecret } from '../../secret-hash.ts'
import type { Queryable, Transaction } from '../../store/store.ts'

export type NewAgent = { userName: string; displayName: string; role: Role; password: string; clock: Clock; demo?: boolean }

/** @param agent.demo its password is public: it signs in only while the backend is the demo. @returns the new agent's id. @throws the database's error when the user name is taken, in whatever case. */
export const createAgent = async (trx: Transaction, { password, ...agent }: NewAgent): Promise<string> => insertAgent(trx, { ...agent, passwordHash: await hashSecret(password) })

/** As `createAgent`, where the hash is there already. */
export async function insertAgent(db: Queryable, { userName, displayName, role, passwordHash, clock, demo = false }: Omit<NewAgent, 'password'> & { passwordHash: string }): Promise<string> {
  const id = newId(clock)
  await db.insertInto('agent').values({ id, userName, displayName, role, passwordHash, demo, createdAt: isoInstant(clock.now()) }).execute()
  return id
}
