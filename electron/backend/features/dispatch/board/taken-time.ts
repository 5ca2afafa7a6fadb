/** A technician's minutes are given once, which the database holds; whoever comes second is told who was first. */
import { sql } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import { readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'

/** `exclusion_violation`, and `deadlock_detected`: two who wait for each other's uncommitted minutes. */
const TAKEN = new Set(['23P01', '40P01'])
const isTaken = (error: unknown): boolean => TAKEN.has(String((error as { code?: unknown } | null)?.code))

/** Several visits may change places: the minutes are looked at when all are written. @throws AppError `conflict` with what has the time */
export async function takeTime(trx: Transaction, ids: readonly string[], write: () => Promise<void>): Promise<void> {
  await sql`savepoint taking_time`.execute(trx)
  await sql`set constraints technician_time_once deferred`.execute(trx)
  const wanted: { technicianId: string; span: string }[] = []
  try {
    await write()
    wanted.push(...(await sql<{ technicianId: string; span: string }>`select technician_id as "technicianId", span::text as span from technician_time where id = any(${sql.val([...ids])}::uuid[])`.execute(trx)).rows)
    await sql`set constraints technician_time_once immediate`.execute(trx)
  } catch (error) {
    if (!isTaken(error)) throw error
    await sql`rollback to savepoint taking_time`.execute(trx)
    throw await whoHasIt(trx, ids, wanted)
  }
}

/** The first other one that has any of these minutes; nothing is said of it where it is gone by now. */
async function whoHasIt(trx: Transaction, ids: readonly string[], wanted: readonly { technicianId: string; span: string }[]): Promise<AppError<'conflict'>> {
  for (const { technicianId, span } of wanted) {
    const { rows } = await sql<{ id: string; kind: string; by: string | null }>`
      select technician_time.id, kind, agent.display_name as by from technician_time left join agent on agent.id = technician_time.agent_id
      where technician_id = ${technicianId} and span && ${span}::tstzrange and not (technician_time.id = any(${sql.val([...ids])}::uuid[])) order by span limit 1`.execute(trx)
    const [there] = rows
    if (!there) continue
    const [work] = there.kind === 'job' ? await readRows(trx, 'workOrder', [there.id]) : []
    return new AppError('conflict', { stream: 'technicianTime', current: work ? { ...work } : null, changedBy: work?.changedBy ?? there.by, changedAt: work?.changedAt ?? null })
  }
  return new AppError('conflict', { stream: 'technicianTime', current: null, changedBy: null, changedAt: null })
}
