const WINDOW_MS = 60_000
const CRASHES = 5
const DELAYS_MS = [0, 250, 1_000, 2_000]

/**
 * How long to wait before a crashed process is started again, in ms. The first crash is mended at once; five within
 * a minute mean that starting again does not help.
 * @param crashes times of all crashes, this one included, in ms
 */
export function restartDelay(crashes: readonly number[], now: number): number | 'giveUp' {
  const recent = crashes.filter((time) => now - time < WINDOW_MS).length
  if (recent >= CRASHES) return 'giveUp'
  return DELAYS_MS[Math.max(recent, 1) - 1] ?? 0
}
