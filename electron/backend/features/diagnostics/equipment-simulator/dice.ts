/** The same numbers for the same box and moment, on every machine. */
import { createHash } from 'node:crypto'

/** In [0, 1). */
export const chanceOf = (...of: readonly (string | number)[]): number => createHash('sha256').update(of.join(' ')).digest().readUInt32BE(0) / 4_294_967_296

/** From `low` to `high`, to a tenth. */
export const between = (low: number, high: number, ...of: readonly (string | number)[]): number => Math.round((low + chanceOf(...of) * (high - low)) * 10) / 10
