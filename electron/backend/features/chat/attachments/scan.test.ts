import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAppError } from '#shared/kernel/errors.ts'
import { exif, exifSegment, gifExtension, jpegSegment, makeGif, makeJpeg, makePdf, makePng, makeWebp, pngChunk, riffChunk } from '../../../../../tests/support/pictures.ts'
import { fileName, scan } from './scan.ts'

const size = { width: 3, height: 2 }
/** What it is refused with; null where it is taken. */
function refusal(bytes: Buffer): string | null {
  try {
    scan(bytes)
    return null
  } catch (error) {
    return isAppError(error, 'validation') ? (error.data.issues[0]?.message ?? '') : expect.fail(String(error))
  }
}
const SECRET = 'taken at 40.7128N'
const exifOf = (orientation: number, order: 'MM' | 'II' = 'MM') => exif({ orientation, order, place: SECRET })
const secret = Buffer.from(SECRET, 'latin1')
const holds = (bytes: Buffer): boolean => bytes.includes(secret)

const whole: Record<string, { bytes: Buffer; type: string; withSecret: Buffer | null }> = {
  png: { bytes: makePng(size), type: 'image/png', withSecret: makePng(size, { beside: [pngChunk('tEXt', secret), pngChunk('eXIf', exifOf(1)), pngChunk('fcTL', secret)] }) },
  jpeg: { bytes: makeJpeg(size), type: 'image/jpeg', withSecret: makeJpeg(size, { beside: [exifSegment(exifOf(1)), jpegSegment(0xe1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), secret])), jpegSegment(0xfe, secret), jpegSegment(0xe2, Buffer.concat([Buffer.from('MPF\0'), secret])), jpegSegment(0xed, secret)] }) },
  gif: { bytes: makeGif(size), type: 'image/gif', withSecret: makeGif(size, { beside: [gifExtension(0xfe, secret), gifExtension(0xff, Buffer.from('XMP DataXMP'), secret)] }) },
  'lossy webp': { bytes: makeWebp(size), type: 'image/webp', withSecret: makeWebp(size, { tiff: exifOf(1), beside: [riffChunk('XMP ', secret)] }) },
  'lossless webp': { bytes: makeWebp(size, { coding: 'lossless' }), type: 'image/webp', withSecret: makeWebp(size, { coding: 'lossless', beside: [riffChunk('JUNK', secret)] }) },
  pdf: { bytes: makePdf(), type: 'application/pdf', withSecret: null },
}
const pictures = Object.entries(whole).filter(([name]) => name !== 'pdf')

describe('a file is what its content is', () => {
  it.each(Object.entries(whole))('%s', (_name, { bytes, type }) => {
    const scanned = scan(bytes)
    expect(scanned.type).toBe(type)
    if (type !== 'application/pdf') expect(scanned).toMatchObject(size)
    expect(scanned.bytes.equals(bytes), 'nothing of it needs to go').toBe(true)
  })

  it.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'], ['SVG behind a prolog', '<?xml version="1.0"?><svg/>'], ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['a program', 'MZ\x90\0'], ['an archive', 'PK\x03\x04'], ['text', 'Hello'], ['HEIC', '\0\0\0\x18ftypheic'], ['BMP', 'BM\0\0'], ['a PDF behind a page', `<html>${makePdf().toString('latin1')}`], ['nothing much', '\x89'],
  ])('%s is refused', (_name, content) => expect(refusal(Buffer.from(content, 'latin1'))).toBe('notAllowed'))
})

describe('of a picture goes what nobody needs', () => {
  it.each(pictures)('%s: where it was taken, and what somebody wrote beside it', (_name, { withSecret }) => {
    expect(holds(withSecret!), 'the control: it was in there').toBe(true)
    const { bytes } = scan(withSecret!)
    expect(holds(bytes)).toBe(false)
    expect(scan(bytes).bytes.equals(bytes), 'what is kept is whole, and the same if it is looked at again').toBe(true)
  })

  it.each(pictures)('%s: what is hung on behind it, so that it is something else as well', (name, { bytes }) => {
    for (const tail of ['<script>alert(1)</script>', 'PK\x03\x04 an archive', makePdf().toString('latin1')]) expect(scan(Buffer.concat([bytes, Buffer.from(tail, 'latin1')])).bytes.equals(bytes), name).toBe(true)
  })

  it.each(['MM', 'II'] as const)('which way up it is stays (%s), and width and height are as it is looked at', (order) => {
    for (let orientation = 1; orientation <= 8; orientation += 1) {
      const looked = orientation >= 5 ? { width: 2, height: 3 } : size
      for (const bytes of [makeJpeg(size, { beside: [exifSegment(exifOf(orientation, order))] }), makeWebp(size, { tiff: exifOf(orientation, order) })]) {
        const once = scan(bytes)
        expect(once).toMatchObject(looked)
        expect(holds(once.bytes)).toBe(false)
        expect(scan(once.bytes), 'and is read out of what is kept again').toMatchObject({ ...looked, bytes: once.bytes })
      }
    }
  })

  it('is never larger than what was sent', () => {
    for (const { bytes, withSecret } of Object.values(whole)) for (const sent of withSecret ? [bytes, withSecret] : [bytes]) expect(scan(sent).bytes.length).toBeLessThanOrEqual(sent.length)
  })
})

describe('a picture of absurd dimensions is refused', () => {
  const bomb = { width: 30_000, height: 30_000 }
  const many = { width: 16_000, height: 15_000 }
  it.each<[string, Buffer]>([
    ['png, one side', makePng(size, { said: { width: 20_000, height: 1 } })], ['png, all pixels', makePng(size, { said: { width: 10_000, height: 10_000 } })], ['png, the largest number', makePng(size, { said: { width: 0x7fffffff, height: 0x7fffffff } })],
    ['jpeg', makeJpeg(bomb)], ['gif', makeGif(bomb)], ['gif, a frame larger than its ground', makeGif(size, { frame: bomb })], ['gif, too many frames', makeGif({ width: 5_000, height: 5_000 }, { frames: 11 })],
    ['webp, lossless', makeWebp(many, { coding: 'lossless' })], ['webp, its ground', makeWebp(many, { inside: size, beside: [riffChunk('XMP ', secret)] })], ['webp, what is in a frame', makeWebp(size, { frames: 1, inside: many })],
    ['webp, too many frames', makeWebp({ width: 5_000, height: 5_000 }, { frames: 11 })],
  ])('%s', (_name, bytes) => expect(refusal(bytes)).toBe('tooManyPixels'))

  it('and one of a good camera is not', () => expect(refusal(makeJpeg({ width: 8_064, height: 6_048 }))).toBeNull())
})

describe('a file that is not whole', () => {
  it.each(Object.entries(whole))('%s is refused wherever it is cut', (_name, { bytes }) => {
    for (let length = 0; length < bytes.length - (bytes.subarray(0, 5).toString() === '%PDF-' ? 1 : 0); length += 1) expect(refusal(bytes.subarray(0, length)), String(length)).toMatch(/broken|notAllowed/)
  })
  it.each([
    ['png with a wrong checksum', Buffer.from(makePng(size)).fill(0xaa, 45, 47)], ['jpeg of a hundred and one scans', makeJpeg(size, { scans: 101 })], ['jpeg with two heads', Buffer.concat([makeJpeg(size).subarray(0, -2), makeJpeg(size).subarray(20)])],
    ['png with a part that is not known and cannot be left out', makePng(size, { beside: [pngChunk('EVIL', secret)] })], ['png of no pixels', makePng(size, { said: { width: 0, height: 1 } })],
  ])('%s is refused', (_name, bytes) => expect(refusal(bytes)).toBe('broken'))

  it('is never anything but taken or refused, whatever is changed in it', () => {
    const anyFile = fc.constantFrom(...Object.values(whole).flatMap(({ bytes, withSecret }) => (withSecret ? [bytes, withSecret] : [bytes])))
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 })
    fc.assert(fc.property(anyFile, changes, (file, changed) => {
      const bytes = Buffer.from(file)
      for (const [at, value] of changed) bytes[at % bytes.length] = value
      if (refusal(bytes) !== null) return
      const once = scan(bytes)
      // What is kept is taken as it is.
      expect(scan(once.bytes)).toEqual(once)
      expect(once.bytes.length).toBeLessThanOrEqual(bytes.length)
    }), { numRuns: 3_000 })
  })
})

describe('its name', () => {
  it.each([
    ['modem.png', 'modem.png'], ['C:\\Users\\Ana\\modem.JPEG', 'modem.png'], ['../../etc/passwd', 'passwd.png'], ['bill.pdf.exe', 'bill.pdf.png'], ['', 'picture.png'], ['.png', 'picture.png'], ['a\u202egnp.exe', 'agnp.png'],
    ['4111 1111 1111 1111.png', 'picture.png'], ['a\0b<c>.png', 'a b c.png'], [`${'x'.repeat(200)}.png`, `${'x'.repeat(60)}.png`], ['módem ñ 😀.png', 'módem ñ 😀.png'],
  ])('%j is %j', (said, known) => expect(fileName(said, 'image/png')).toBe(known))
})
