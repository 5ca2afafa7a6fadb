/** A seeded source of whole numbers for measurements (mulberry32): the same seed, the same run. */
export function seededPick(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** Every so many of a long sequence, so that a sample covers all of it. */
export function sampled<T>(items: Iterable<T>, every: number): T[] {
  const kept: T[] = []
  let index = 0
  for (const item of items) if (index++ % every === 0) kept.push(item)
  return kept
}
