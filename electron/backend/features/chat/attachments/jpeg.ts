/** JPEG (ITU-T T.81): what makes the picture and its colours is kept; all that was written beside it goes, and so does what is hung on behind its end. */
import { onlyOrientation, orientationIn, turned } from './exif.ts'
import { need, needSize, piece, type Read } from './picture.ts'

const [SOI, EOI, SOS, APP0, APP1, APP2, APP14] = [0xd8, 0xd9, 0xda, 0xe0, 0xe1, 0xe2, 0xee]
/** Baseline, extended and progressive: what browsers draw. */
const FRAMES = [0xc0, 0xc1, 0xc2]
/** Tables of the coding, and how often it begins anew. */
const TABLES = [0xc4, 0xdb, 0xdd, SOS]
/** Each one is gone through all over the picture: a few are usual, thousands are an attack. */
const MOST_SCANS = 100
const EXIF = Buffer.from('Exif\0\0', 'latin1')

export const isJpeg = (bytes: Buffer): boolean => bytes.length > 3 && bytes[0] === 0xff && bytes[1] === SOI && bytes[2] === 0xff

export function readJpeg(bytes: Buffer): Read {
  const kept: Buffer[] = []
  let frame: { width: number; height: number } | null = null
  let [at, scans, orientation] = [2, 0, 1]
  for (;;) {
    at = markerAt(bytes, at)
    const marker = bytes[at + 1]!
    if (marker === EOI) break
    const length = piece(bytes, at + 2, 2).readUInt16BE(0)
    need(length >= 2)
    const segment = piece(bytes, at, length + 2)
    at += segment.length
    if (isFrame(marker)) {
      need(frame === null && FRAMES.includes(marker) && segment.length >= 9)
      frame = { height: segment.readUInt16BE(5), width: segment.readUInt16BE(7) }
      needSize(frame.width, frame.height)
    }
    if (marker === APP1 && segment.subarray(4, 4 + EXIF.length).equals(EXIF)) orientation = orientationIn(segment.subarray(4 + EXIF.length))
    if (isKept(marker, segment)) kept.push(segment)
    if (marker !== SOS) continue
    need(frame !== null && ++scans <= MOST_SCANS)
    const end = endOfScan(bytes, at)
    kept.push(bytes.subarray(at, end))
    at = end
  }
  need(frame !== null && scans > 0)
  const jfif = kept[0]?.[1] === APP0 ? kept.splice(0, 1) : []
  const way = orientation === 1 ? [] : [exifSegment(orientation)]
  return { ...turned(orientation, frame), bytes: Buffer.concat([Buffer.from([0xff, SOI]), ...jfif, ...way, ...kept, Buffer.from([0xff, EOI])]) }
}

/** May be filled up with more of the same sign. */
function markerAt(bytes: Buffer, from: number): number {
  let at = from
  need(bytes[at] === 0xff)
  while (bytes[at + 1] === 0xff) at += 1
  const marker = bytes[at + 1]
  // Those without a length stand inside of a scan alone.
  need(marker !== undefined && marker >= 0xc0 && marker !== SOI && !(marker >= 0xd0 && marker <= 0xd7))
  return at
}

const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

function isKept(marker: number, segment: Buffer): boolean {
  if (isFrame(marker) || TABLES.includes(marker)) return true
  const name = segment.toString('latin1', 4, 16)
  return (marker === APP0 && name.startsWith('JFIF\0')) || (marker === APP2 && name.startsWith('ICC_PROFILE\0')) || (marker === APP14 && name.startsWith('Adobe'))
}

/** @returns where the next marker is: neither a coded 0xff nor one that only begins the coding anew */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1]
    if (next === undefined) break
    if (next === 0x00 || next === 0xff || (next >= 0xd0 && next <= 0xd7)) continue
    return at
  }
  need(false)
}

function exifSegment(orientation: number): Buffer {
  const payload = Buffer.concat([EXIF, onlyOrientation(orientation)])
  return Buffer.concat([Buffer.from([0xff, APP1, 0x00, payload.length + 2]), payload])
}
