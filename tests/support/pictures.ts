/** Files as people attach them, made from nothing: whole by their formats' structure, tiny, and with what should not be in them. */
import { crc32, deflateSync } from 'node:zlib'

const u16 = (value: number): Buffer => Buffer.from([(value >> 8) & 0xff, value & 0xff])
const u16le = (value: number): Buffer => Buffer.from([value & 0xff, (value >> 8) & 0xff])
const u24le = (value: number): Buffer => Buffer.from([value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff])
const u32 = (value: number): Buffer => Buffer.from([(value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff])
const u32le = (value: number): Buffer => Buffer.from(u32(value)).reverse()
const text = (value: string): Buffer => Buffer.from(value, 'latin1')

type Size = { width: number; height: number }
type Pixel = (x: number, y: number) => readonly [number, number, number]
const plain: Pixel = () => [40, 120, 200]

export const pngChunk = (name: string, data: Buffer): Buffer => {
  const named = Buffer.concat([text(name), data])
  return Buffer.concat([u32(data.length), named, u32(crc32(named))])
}
/** One that can be looked at. @param beside chunks between its head and its picture */
export function makePng({ width, height }: Size, { pixel = plain, beside = [] as Buffer[], said = { width, height } } = {}): Buffer {
  const rows = Array.from({ length: height }, (_row, y) => Buffer.concat([Buffer.from([0]), ...Array.from({ length: width }, (_pixel, x) => Buffer.from(pixel(x, y)))]))
  const head = Buffer.concat([u32(said.width), u32(said.height), Buffer.from([8, 2, 0, 0, 0])])
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), pngChunk('IHDR', head), ...beside, pngChunk('IDAT', deflateSync(Buffer.concat(rows))), pngChunk('IEND', Buffer.alloc(0))])
}

export const jpegSegment = (marker: number, data: Buffer): Buffer => Buffer.concat([Buffer.from([0xff, marker]), u16(data.length + 2), data])
/** Where it was taken, and which way up it is, as cameras write it. */
export function exif({ orientation = 1, order = 'MM' as 'MM' | 'II', place = '40.7128N' } = {}): Buffer {
  const [short, long] = order === 'MM' ? [u16, u32] : [u16le, u32le]
  const entries = [[0x010e, 2, place.length, 0], [0x0112, 3, 1, orientation]] as const
  const written = entries.map(([tag, type, count, value]) => Buffer.concat([short(tag), short(type), long(count), ...(type === 3 ? [short(value), short(0)] : [long(8 + 2 + entries.length * 12 + 4)])]))
  return Buffer.concat([text(order), short(42), long(8), short(entries.length), ...written, long(0), text(place)])
}
export const exifSegment = (tiff: Buffer): Buffer => jpegSegment(0xe1, Buffer.concat([text('Exif\0\0'), tiff]))
/** Whole by its segments; its picture is nonsense that no decoder is asked about. */
export function makeJpeg({ width, height }: Size, { beside = [] as Buffer[], scans = 1, entropy = Buffer.from([0x12, 0xff, 0x00, 0xff, 0xd0, 0x34]) } = {}): Buffer {
  const frame = jpegSegment(0xc0, Buffer.concat([Buffer.from([8]), u16(height), u16(width), Buffer.from([1, 1, 0x11, 0])]))
  const scan = Buffer.concat([jpegSegment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])), entropy])
  const jfif = jpegSegment(0xe0, Buffer.concat([text('JFIF\0'), Buffer.from([1, 1, 0, 0, 1, 0, 1, 0, 0])]))
  return Buffer.concat([Buffer.from([0xff, 0xd8]), jfif, ...beside, jpegSegment(0xdb, Buffer.alloc(65, 1)), frame, jpegSegment(0xc4, Buffer.alloc(20, 1)), ...Array.from({ length: scans }, () => scan), Buffer.from([0xff, 0xd9])])
}

export const gifExtension = (label: number, ...blocks: Buffer[]): Buffer => Buffer.concat([Buffer.from([0x21, label]), ...blocks.map((block) => Buffer.concat([Buffer.from([block.length]), block])), Buffer.from([0])])
/** One colour, in as many pictures as are wanted. */
export function makeGif({ width, height }: Size, { frames = 1, beside = [] as Buffer[], frame = { width, height } } = {}): Buffer {
  const picture = Buffer.concat([Buffer.from([0x2c]), u16le(0), u16le(0), u16le(frame.width), u16le(frame.height), Buffer.from([0, 2, 2, 0x44, 0x01, 0])])
  return Buffer.concat([text('GIF89a'), u16le(width), u16le(height), Buffer.from([0x80, 0, 0]), Buffer.from([0, 0, 0, 255, 255, 255]), ...beside, ...Array.from({ length: frames }, () => picture), Buffer.from([0x3b])])
}

export const riffChunk = (name: string, data: Buffer): Buffer => Buffer.concat([text(name), u32le(data.length), data, Buffer.alloc(data.length % 2)])
const lossless = ({ width, height }: Size): Buffer => riffChunk('VP8L', Buffer.concat([Buffer.from([0x2f]), u32le(((width - 1) | ((height - 1) << 14)) >>> 0), Buffer.alloc(4)]))
const lossy = ({ width, height }: Size): Buffer => riffChunk('VP8 ', Buffer.concat([Buffer.from([0x10, 0, 0, 0x9d, 0x01, 0x2a]), u16le(width), u16le(height), Buffer.alloc(6)]))
const ground = (flags: number, { width, height }: Size): Buffer => riffChunk('VP8X', Buffer.concat([Buffer.from([flags, 0, 0, 0]), u24le(width - 1), u24le(height - 1)]))
const moving = (size: Size, inside: Size): Buffer => riffChunk('ANMF', Buffer.concat([Buffer.alloc(6), u24le(size.width - 1), u24le(size.height - 1), Buffer.alloc(4), lossy(inside)]))
export function makeWebp(size: Size, { coding = 'lossy' as 'lossy' | 'lossless', tiff = null as Buffer | null, frames = 0, inside = size, beside = [] as Buffer[] } = {}): Buffer {
  const picture = frames > 0 ? [riffChunk('ANIM', Buffer.alloc(6)), ...Array.from({ length: frames }, () => moving(size, inside))] : [coding === 'lossy' ? lossy(inside) : lossless(inside)]
  const extended = tiff !== null || frames > 0 || beside.length > 0
  const chunks = extended ? [ground((tiff ? 0x08 : 0) | 0x04 | (frames > 0 ? 0x02 : 0), size), ...picture, ...(tiff ? [riffChunk('EXIF', tiff)] : []), ...beside] : picture
  return riffChunk('RIFF', Buffer.concat([text('WEBP'), ...chunks]))
}

/** One empty page. */
export function makePdf(more = ''): Buffer {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>']
  let written = `%PDF-1.4\n${more}`
  const places = objects.map((object, index) => {
    const place = written.length
    written += `${index + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const table = written.length
  written += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`
  return text(written)
}
