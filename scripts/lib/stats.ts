/**
 * The value below which the given share of the sample lies (nearest rank, so it is always a measured value).
 * @param share 0 to 1; 0.95 for p95
 * @throws RangeError for an empty sample
 */
export function quantile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (value === undefined) throw new RangeError('No quantile of an empty sample')
  return value
}

/** @throws RangeError for an empty sample */
export function median(sample: readonly number[]): number {
  const sorted = [...sample].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle]
  if (upper === undefined) throw new RangeError('No median of an empty sample')
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}

/** @throws RangeError for an empty sample */
export function p95(sample: readonly number[]): number {
  return quantile(sample, 0.95)
}

/** Rounded to a number of decimals, for figures that people read. */
export function rounded(value: number, decimals = 1): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals
}
