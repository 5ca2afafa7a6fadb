import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { Role } from '#shared/features/session/session.schema.ts'
import { hashSecret } from '../../secret-hash.ts'
import type { Queryable, Transaction } from '../../store/store.ts'

export type NewAgent = { userName: string; displayName: string; role: Role; password: string; clock: Clock; demo?: boolean }

/** @param agent.demo its password is public: it signs in only while the backend is the demo. @returns the new agent's id. @throws the database's error when the user name is taken, in whatever case. */
export const createAgent = async (trx: Transaction, { password, ...agent }: NewAgent): Promise<string> => insertAgent(trx, { ...agent, passwordHash: await hashSecret(password) })

type Hashed = Omit<NewAgent, 'password'> & { passwordHash: string | null }
const rowOf = ({ userName, displayName, role, passwordHash, clock, demo = false }: Hashed) => ({ id: newId(clock), userName, displayName, role, passwordHash, demo, createdAt: isoInstant(clock.now()) })

/** As `createAgent`, where the hash is there already; null for somebody who has no password here. */
export async function insertAgent(db: Queryable, agent: Hashed): Promise<string> {
  const row = rowOf(agent)
  await db.insertInto('agent').values(row).execute()
  return row.id
}

/** @returns null when the user name is taken, in whatever case; also by somebody who comes at the same moment */
export async function insertAgentUnlessTaken(trx: Transaction, agent: Hashed): Promise<string | null> {
  const made = await trx.insertInto('agent').values(rowOf(agent)).onConflict((conflict) => conflict.doNothing()).returning('id').executeTakeFirst()
  return made?.id ?? null
}
