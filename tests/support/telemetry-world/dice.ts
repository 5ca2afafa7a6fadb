/** Chance for a simulated plant, all of it from one seeded stream. */
import { random } from '../customer-book.ts'

export type Dice = ReturnType<typeof rollFrom>

export function rollFrom(seed: number) {
  const next = random(seed)
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return {
    next,
    normal,
    chance: (share: number): boolean => next() < share,
    between: (low: number, high: number): number => low + next() * (high - low),
    below: (count: number): number => Math.floor(next() * count),
    exponential: (mean: number): number => -mean * Math.log(1 - next()),
    /** @param spread standard deviation of the logarithm */
    lognormal: (median: number, spread: number): number => median * Math.exp(spread * normal()),
    logUniform: (low: number, high: number): number => low * (high / low) ** next(),
    /** A count with this mean; above 40 by the normal distribution. */
    poisson(mean: number): number {
      if (mean > 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()))
      const end = Math.exp(-mean)
      let count = -1
      for (let product = 1; product > end; count += 1) product *= next()
      return Math.max(0, count)
    },
  }
}
