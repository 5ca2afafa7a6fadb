/** When checkpoints are written. Each leaves a line in the log too: where logs are collected, a copy that nobody here can change. */
import { dateIn } from '#shared/kernel/calendar.ts'
import { toAppError } from '../../http/errors.ts'
import type { Services } from '../../services.ts'

/** The first after a start, and then one for each day of the operator's. */
export async function writeDailyCheckpoint(services: Services, today: string): Promise<void> {
  const lastAt = services.checkpoints?.lastAt() ?? null
  if (lastAt === null || dateIn(services.timeZone, Date.parse(lastAt)) !== today) await write(services)
}

/** At the stop, when nothing is written any more. Never throws: a full disk must not keep the backend from ending. */
export async function writeLastCheckpoint(services: Services): Promise<void> {
  await write(services).catch((error: unknown) => services.log.error({ code: toAppError(error, services.log).code }, 'no audit checkpoint at the stop'))
}

/** Of a backend in earnest that was told no directory: it goes on, and whoever holds its database can cut the log or compute it anew unseen. */
export const NO_CHECKPOINTS = 'NO AUDIT CHECKPOINTS: nothing is signed outside the database, so that nobody can tell whether its audit log was cut off or computed anew. Start it with --checkpoint-directory DIR, or HEADEND_CHECKPOINT_DIRECTORY'

/** At the start. A demo is for nobody to trust. */
export function warnWithoutCheckpoints({ checkpoints, demo, log }: Services): void {
  if (!checkpoints && !demo) log.warn({ checkpoints: false }, NO_CHECKPOINTS)
}

async function write({ checkpoints, store, clock, log }: Services): Promise<void> {
  const written = await checkpoints?.write(store, clock)
  if (written) log.info(written, 'audit checkpoint')
}
