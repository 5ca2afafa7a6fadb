/** WebP (RFC 9649): its picture or pictures, and its colours. Which way up it is is kept; what else was written beside it goes. */
import { onlyOrientation, orientationIn, turned } from './exif.ts'
import { frameCounter, need, needSize, piece, type Read } from './picture.ts'

type Size = { width: number; height: number }
type Chunk = { name: string; data: Buffer; whole: Buffer }
const KEPT = ['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP']
/** Flags of VP8X. */
const [XMP, EXIF] = [0x04, 0x08]

export const isWebp = (bytes: Buffer): boolean => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'

export function readWebp(bytes: Buffer): Read {
  const length = piece(bytes, 0, 12).readUInt32LE(4)
  need(length >= 4 && length % 2 === 0)
  const chunks = chunksOf(piece(bytes, 8, length).subarray(4))
  const first = chunks[0]
  need(first !== undefined && ['VP8 ', 'VP8L', 'VP8X'].includes(first.name))
  const count = frameCounter()
  const pictures = chunks.flatMap(sizesIn)
  need(pictures.length > 0)
  for (const { width, height } of pictures) count(width, height)
  const size = first.name === 'VP8X' ? groundOf(first.data) : pictures[0]!
  needSize(size.width, size.height)
  const exif = chunks.find(({ name }) => name === 'EXIF')?.data
  const orientation = first.name === 'VP8X' && exif ? orientationIn(withoutPrefix(exif)) : 1
  const kept = chunks.filter(({ name }) => KEPT.includes(name)).map(({ name, data, whole }) => (name === 'VP8X' ? chunkOf('VP8X', withoutWords(data, orientation)) : whole))
  const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...kept, ...(orientation === 1 ? [] : [chunkOf('EXIF', onlyOrientation(orientation))])])
  return { ...turned(orientation, size), bytes: chunkOf('RIFF', body) }
}

function chunksOf(bytes: Buffer): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = 0; at < bytes.length;) {
    const head = piece(bytes, at, 8)
    const length = head.readUInt32LE(4)
    const whole = piece(bytes, at, 8 + length + (length % 2))
    chunks.push({ name: head.toString('latin1', 0, 4), data: whole.subarray(8, 8 + length), whole })
    at += whole.length
  }
  return chunks
}

/** Of a picture that moves, what each of its frames says and what is in it: of two that differ both count. */
function sizesIn({ name, data }: Chunk): Size[] {
  if (name === 'VP8 ') return [lossySize(data)]
  if (name === 'VP8L') return [losslessSize(data)]
  if (name !== 'ANMF') return []
  need(data.length > 16)
  const inside = chunksOf(data.subarray(16)).filter(({ name: inner }) => inner !== 'ANMF')
  return [{ width: data.readUIntLE(6, 3) + 1, height: data.readUIntLE(9, 3) + 1 }, ...inside.flatMap(sizesIn)]
}
function groundOf(data: Buffer): Size {
  need(data.length === 10)
  return { width: data.readUIntLE(4, 3) + 1, height: data.readUIntLE(7, 3) + 1 }
}
/** RFC 6386, 9.1: of a key frame, behind its tag. */
function lossySize(data: Buffer): Size {
  need(data.length >= 10 && (data[0]! & 1) === 0 && data.subarray(3, 6).equals(Buffer.from([0x9d, 0x01, 0x2a])))
  return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff }
}
function losslessSize(data: Buffer): Size {
  need(data.length >= 5 && data[0] === 0x2f)
  const bits = data.readUInt32LE(1)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

/** Some write it as in a JPEG. */
const withoutPrefix = (exif: Buffer): Buffer => (exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif)

function withoutWords(data: Buffer, orientation: number): Buffer {
  const said = Buffer.from(data)
  said[0] = (said[0]! & ~(XMP | EXIF)) | (orientation === 1 ? 0 : EXIF)
  return said
}

function chunkOf(name: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32LE(data.length, 4)
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)])
}
