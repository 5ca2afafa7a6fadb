/** Figures of the wall. */
import type { WallQueue } from '#shared/features/chat/chat-wall.schema.ts'

/** Of those who were answered, or gave up, in per cent, whole; null where there were none. A wait that was given up was not in time. */
export function inTime({ answered, answeredInTime, abandoned }: Pick<WallQueue, 'answered' | 'answeredInTime' | 'abandoned'>): number | null {
  const all = answered + abandoned
  return all === 0 ? null : Math.floor((answeredInTime * 100) / all)
}
