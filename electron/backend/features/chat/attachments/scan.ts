/**
 * What a file is, by its content alone: neither its name nor what the sender says of it counts. A picture is gone through to its end by
 * its own format's structure and written anew without what nobody needs: where it was taken, comments, and whatever was hung on
 * behind it to make it something else as well. So there is no library before it: one that only names types would read no further than
 * the first bytes, and one that decodes pictures would be attacked with them. A document is kept as it is, and nothing looks into it.
 */
import type { AttachmentType } from '#shared/features/chat/attachments.ts'
import { chatNameSchema } from '#shared/features/chat/chat-words.schema.ts'
import { attachmentEndings } from '#shared/features/chat/attachments.ts'
import { wrong } from '#shared/kernel/errors.ts'
import { isGif, readGif } from './gif.ts'
import { isJpeg, readJpeg } from './jpeg.ts'
import { need, type Read } from './picture.ts'
import { isPng, readPng } from './png.ts'
import { isWebp, readWebp } from './webp.ts'

export type Scanned = Read & { type: AttachmentType }

const readers: readonly { type: AttachmentType; is: (bytes: Buffer) => boolean; read: (bytes: Buffer) => Read }[] = [
  { type: 'image/png', is: isPng, read: readPng },
  { type: 'image/jpeg', is: isJpeg, read: readJpeg },
  { type: 'image/gif', is: isGif, read: readGif },
  { type: 'image/webp', is: isWebp, read: readWebp },
  { type: 'application/pdf', is: isPdf, read: readPdf },
]

/** @throws AppError `validation` of `file`: `notAllowed`, `broken`, `tooManyPixels` */
export function scan(bytes: Buffer): Scanned {
  const reader = readers.find(({ is }) => is(bytes))
  if (!reader) throw wrong('file', 'notAllowed')
  return { type: reader.type, ...reader.read(bytes) }
}

/** From its first byte on: some readers look for it further down, behind what another program would take for a page. */
function isPdf(bytes: Buffer): boolean {
  return /^%PDF-[12]\.\d/.test(bytes.toString('latin1', 0, 8))
}
/** ISO 32000-2, 7.5.5: to its end, which may have some empty space behind it. */
const PDF_TAIL = 2_048
function readPdf(bytes: Buffer): Read {
  const tail = bytes.toString('latin1', Math.max(0, bytes.length - PDF_TAIL))
  need(/startxref\s+\d+\s+%%EOF\s*(?:\0*)\s*$/.test(tail))
  return { width: null, height: null, bytes }
}

const MOST_SIGNS = 60
/** @param said the sender's own name of it. @returns one that no computer misunderstands, with the ending of what it is */
export function fileName(said: string, type: AttachmentType): string {
  const last = said.split(/[\\/]/).at(-1) ?? ''
  // eslint-disable-next-line no-control-regex -- control characters are exactly what goes
  const stem = last.replace(/\.[^.]{0,5}$/u, '').replace(/[\u0000-\u001f\u007f<>:"|?*]/gu, ' ').replace(/^[\s.]+|[\s.]+$/gu, '')
  const short = [...stem].slice(0, MOST_SIGNS).join('')
  // A number of a card is masked nowhere else than by leaving it out.
  const known = chatNameSchema.safeParse(short)
  return `${known.success ? known.data : type === 'application/pdf' ? 'document' : 'picture'}.${attachmentEndings[type]}`
}
