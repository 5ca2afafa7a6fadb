/** What the readers of pictures share. A reader walks through the whole of a file by its format's own structure and gives it back without what nobody needs. */
import { wrong } from '#shared/kernel/errors.ts'

/** `bytes`: the file as it is kept. `width`, `height`: as it is looked at, pixels. */
export type Read = { width: number | null; height: number | null; bytes: Buffer }

/** A longer side, or more pixels, is no picture of a modem or a bill: it would fill the memory of whoever looks at it. */
export const MOST_ON_A_SIDE = 16_384
export const MOST_PIXELS = 50_000_000
/** Of all pictures of one that moves. */
const MOST_FRAMES = 1_000
const MOST_PIXELS_IN_ALL = 250_000_000

/** @throws AppError `validation`: cut off, changed on its way, or made to mislead */
export function need(holds: boolean): asserts holds {
  if (!holds) throw wrong('file', 'broken')
}

/** @throws AppError `validation` for one of absurd dimensions */
export function needSize(width: number, height: number): void {
  need(width > 0 && height > 0)
  if (width > MOST_ON_A_SIDE || height > MOST_ON_A_SIDE || width * height > MOST_PIXELS) throw wrong('file', 'tooManyPixels')
}

/** Counts the pictures of one that moves. */
export function frameCounter(): (width: number, height: number) => void {
  let [frames, pixels] = [0, 0]
  return (width, height) => {
    needSize(width, height)
    frames += 1
    pixels += width * height
    if (frames > MOST_FRAMES || pixels > MOST_PIXELS_IN_ALL) throw wrong('file', 'tooManyPixels')
  }
}

/** @throws AppError `validation` for a place beyond the end */
export function piece(bytes: Buffer, from: number, length: number): Buffer {
  need(length >= 0 && from + length <= bytes.length)
  return bytes.subarray(from, from + length)
}
