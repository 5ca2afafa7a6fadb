/**
 * Pictures of a conversation as this window shows them: drawn once and written anew by the window itself. What stands in the page is
 * never what somebody sent, and nothing in it moves. The small ones of the last conversations are kept; a large one while it is looked at.
 */
import { fetchAttachment, type Attached } from './attachment-bytes.ts'

const MOST_KEPT = 60
/** The longer side of a small one, px, at twice its size for fine screens; and of a large one. */
const SMALL = 480
const LARGE = 4_096

const small = new Map<string, Promise<string>>()

/** @returns an address of this window's own. @throws AppError; Error where it cannot be drawn */
export function smallPicture(of: Attached): Promise<string> {
  const known = small.get(of.attachmentId)
  if (known) return known
  const made = drawn(of, SMALL)
  small.set(of.attachmentId, made)
  made.catch(() => small.delete(of.attachmentId))
  for (const [id, url] of small) {
    if (small.size <= MOST_KEPT) break
    small.delete(id)
    release(url)
  }
  return made
}
/** Whoever asked for it gives it back. @throws AppError; Error where it cannot be drawn */
export const largePicture = (of: Attached): Promise<string> => drawn(of, LARGE)

const release = (url: Promise<string>): void => void url.then((text) => URL.revokeObjectURL(text)).catch(() => undefined)
/** Nothing of the last agent's chats stays in the window. */
export function forgetPictures(): void {
  for (const url of small.values()) release(url)
  small.clear()
}

/** A large picture takes hundreds of megabytes while it is drawn: they are drawn one after the other. */
let drawing: Promise<unknown> = Promise.resolve()
async function drawn(of: Attached, longest: number): Promise<string> {
  const file = await fetchAttachment(of)
  const made = drawing.then(() => draw(file, longest))
  drawing = made.catch(() => undefined)
  return made
}

async function draw(file: Blob, longest: number): Promise<string> {
  const source = URL.createObjectURL(file)
  try {
    const image = new Image()
    image.src = source
    await image.decode()
    const scale = Math.min(1, longest / Math.max(image.naturalWidth, image.naturalHeight))
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(image.naturalWidth * scale))
    canvas.height = Math.max(1, Math.round(image.naturalHeight * scale))
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
    if (!blob) throw new Error('it cannot be drawn')
    return URL.createObjectURL(blob)
  } finally {
    URL.revokeObjectURL(source)
  }
}
