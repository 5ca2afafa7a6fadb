/** A file in a line: a small picture that is fetched when it comes into sight and opens large, and a button that saves it. Nothing opens by itself. */
import { isPicture, type ChatAttachment } from '#shared/features/chat/attachments.ts'
import { part } from '../part.ts'
import { fill, type ChatWords, type Language } from './chat-words.ts'
import type { Files } from './files.ts'
import { sizeOf } from './times.ts'

/** A preview, px; its place is kept from the beginning, so that nothing jumps. */
const WIDEST = 280
const HIGHEST = 200

function button(text: string, press: () => void, style: string): HTMLButtonElement {
  const made = part('button', text, style)
  made.type = 'button'
  made.addEventListener('click', press)
  return made
}

export function filePart(id: string, file: ChatAttachment, { files, words, language }: { files: Files; words: ChatWords; language: Language }): HTMLElement {
  const box = part('div', '', 'file')
  const fault = part('p', '', 'stop')
  fault.setAttribute('role', 'status')
  const save = button(`${words.file.save} `, () => {
    void files.url(id).then((url) => {
      fault.textContent = ''
      const link = part('a')
      Object.assign(link, { href: url, download: file.name })
      link.click()
    }).catch(() => { fault.textContent = words.file.failed })
  }, 'plain')
  const named = part('bdi', file.name)
  save.append(named, ` (${sizeOf(file.size, language)})`)
  if (isPicture(file)) box.append(previewPart(id, file, files, words))
  box.append(save, fault)
  return box
}

function previewPart(id: string, file: ChatAttachment, files: Files, words: ChatWords): HTMLElement {
  const { width, height } = shownSize(file)
  const name = fill(words.file.picture, { name: file.name })
  const image = part('img')
  Object.assign(image, { alt: name, width, height, decoding: 'async', draggable: false })
  const open = button('', () => void files.url(id).then((url) => showLarge(url, name, words)).catch(() => undefined), 'preview')
  open.title = words.file.larger
  open.append(image)
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return
    seen.disconnect()
    void files.url(id).then((url) => { image.src = url }).catch(() => undefined)
  })
  seen.observe(open)
  return open
}

function shownSize({ width, height }: ChatAttachment): { width: number; height: number } {
  const [wide, high] = [width ?? WIDEST, height ?? HIGHEST]
  const scale = Math.min(1, WIDEST / wide, HIGHEST / high)
  return { width: Math.max(1, Math.round(wide * scale)), height: Math.max(1, Math.round(high * scale)) }
}

function showLarge(url: string, name: string, words: ChatWords): void {
  const box = part('dialog', '', 'large')
  box.setAttribute('aria-label', name)
  const image = part('img')
  Object.assign(image, { alt: name, src: url })
  box.append(button(words.file.close, () => box.close(), 'second'), image)
  box.addEventListener('close', () => box.remove())
  document.body.append(box)
  box.showModal()
}
