/** PNG (third edition): the chunks that make the picture and its colours, each as its checksum says. What was written beside them, and the pictures of one that moves, go. */
import { crc32 } from 'node:zlib'
import { need, needSize, piece, type Read } from './picture.ts'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const KEPT = ['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'cHRM', 'gAMA', 'iCCP', 'sBIT', 'sRGB', 'cICP', 'bKGD', 'pHYs']
/** Bits of a sample that each kind of colour may have. */
const DEPTHS: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] }

export const isPng = (bytes: Buffer): boolean => bytes.subarray(0, 8).equals(SIGNATURE)

export function readPng(bytes: Buffer): Read {
  const kept: Buffer[] = [SIGNATURE]
  let size: { width: number; height: number } | null = null
  let [at, data, name] = [SIGNATURE.length, 0, '']
  while (name !== 'IEND') {
    const length = piece(bytes, at, 8).readUInt32BE(0)
    const chunk = piece(bytes, at, length + 12)
    name = chunk.toString('latin1', 4, 8)
    need(/^[A-Za-z]{4}$/.test(name) && crc32(chunk.subarray(4, length + 8)) === chunk.readUInt32BE(length + 8))
    need((name === 'IHDR') === (size === null))
    size ??= readHeader(chunk)
    // A chunk that is not known and that the picture cannot do without.
    need(KEPT.includes(name) || /^[a-z]/.test(name))
    if (name === 'IDAT') data += length
    if (KEPT.includes(name)) kept.push(chunk)
    at += chunk.length
  }
  need(size !== null && data > 0)
  return { ...size, bytes: Buffer.concat(kept) }
}

function readHeader(chunk: Buffer): { width: number; height: number } {
  need(chunk.length === 25)
  const [width, height] = [chunk.readUInt32BE(8), chunk.readUInt32BE(12)]
  const [depth, colour, compression, filter, interlace] = chunk.subarray(16, 21)
  need(DEPTHS[colour!]?.includes(depth!) === true && compression === 0 && filter === 0 && interlace! <= 1)
  needSize(width, height)
  return { width, height }
}
