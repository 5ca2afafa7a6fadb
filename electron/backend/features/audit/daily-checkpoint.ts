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

async function write({ checkpoints, store, clock, log }: Services): Promise<void> {
  const written = await checkpoints?.write(store, clock)
  if (written) log.info(written, 'audit checkpoint')
}
