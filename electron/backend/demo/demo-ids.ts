/**
 * Ids of the demo: the shape of UUIDv7, made from the seed. In place of the time stands the customer's number
 * after a fixed day, and in rand_a the row's number within the account, so no two can be equal and the rows of
 * one account lie together in every index.
 */
const FIRST_MS = Date.UTC(2001, 0, 1)

const bytes: readonly string[] = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'))
const byte = (value: number, shift: number): string => bytes[(value >>> shift) & 255] as string
const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

/** @param row 0 for the customer itself, 1 to 4095 for what belongs to it. */
export function demoId(seed: number, index: number, row: number): string {
  const time = FIRST_MS + index
  const high = Math.floor(time / 65_536)
  const tail = Math.imul(index ^ (row << 20), 0x9e3779b1) >>> 0
  const variant = 0x8000 | (Math.imul(seed ^ tail, 0x85ebca6b) >>> 18)
  return (
    `${byte(high, 24)}${byte(high, 16)}${byte(high, 8)}${byte(high, 0)}-${byte(time, 8)}${byte(time, 0)}-` +
    `7${hex(row, 3)}-${byte(variant, 8)}${byte(variant, 0)}-` +
    `${byte(seed, 24)}${byte(seed, 16)}${byte(seed, 8)}${byte(seed, 0)}${byte(tail, 24)}${byte(tail, 16)}`
  )
}

/** Rows of an account are numbered from 1, lines of its bills from here on. */
export const FIRST_LINE = 2_048

/** Hands out the ids of one account, in the order in which its rows are made. @param after the number before the first. */
export function idSequence(seed: number, index: number, after = 0): () => string {
  let row = after
  return () => demoId(seed, index, (row += 1))
}
