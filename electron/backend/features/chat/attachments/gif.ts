/** GIF (87a, 89a): its pictures, and whether they go round. Comments, other programs' words, and what stands behind its end, go. */
import { frameCounter, need, piece, type Read } from './picture.ts'

const [EXTENSION, PICTURE, END] = [0x21, 0x2c, 0x3b]
const [CONTROL, APPLICATION] = [0xf9, 0xff]
const ROUNDS = ['NETSCAPE2.0', 'ANIMEXTS1.0']

export const isGif = (bytes: Buffer): boolean => /^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))

export function readGif(bytes: Buffer): Read {
  const head = piece(bytes, 0, 13)
  const count = frameCounter()
  let [width, height] = [head.readUInt16LE(6), head.readUInt16LE(8)]
  let at = 13 + tableBytes(head[10]!)
  const kept: Buffer[] = [piece(bytes, 0, at)]
  let pictures = 0
  for (;;) {
    const kind = piece(bytes, at, 1)[0]
    if (kind === END) break
    if (kind === PICTURE) {
      const said = piece(bytes, at, 10)
      const [left, top, wide, high] = [said.readUInt16LE(1), said.readUInt16LE(3), said.readUInt16LE(5), said.readUInt16LE(7)]
      count(wide, high)
      // A browser makes the ground as large as what is put on it.
      ;[width, height] = [Math.max(width, left + wide), Math.max(height, top + high)]
      pictures += 1
      const end = endOfBlocks(bytes, at + 10 + tableBytes(said[9]!) + 1)
      kept.push(bytes.subarray(at, end))
      at = end
    } else {
      need(kind === EXTENSION)
      const label = piece(bytes, at, 2)[1]
      const end = endOfBlocks(bytes, at + 2)
      const goesRound = label === APPLICATION && ROUNDS.includes(bytes.toString('latin1', at + 3, at + 14))
      if (label === CONTROL || goesRound) kept.push(bytes.subarray(at, end))
      at = end
    }
  }
  need(pictures > 0)
  frameCounter()(width, height)
  return { width, height, bytes: Buffer.concat([...kept, Buffer.from([END])]) }
}

/** Of a table of colours behind it, by its flags. */
const tableBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 0x07) + 1))

/** Blocks of up to 255 bytes, each behind its length, to one of none. */
function endOfBlocks(bytes: Buffer, from: number): number {
  let at = from
  for (let length = piece(bytes, at, 1)[0]!; length > 0; length = piece(bytes, at, 1)[0]!) at += piece(bytes, at, length + 1).length
  return at + 1
}
