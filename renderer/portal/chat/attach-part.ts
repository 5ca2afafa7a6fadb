/** The ways in which a file comes into a conversation: a button, the clipboard, and what is dropped on the page; and what is on its way. */
import { chosenEndings } from '#shared/features/chat/attachments.ts'
import { part } from '../part.ts'
import { fill, type ChatWords } from './chat-words.ts'
import type { Files, Going } from './files.ts'
import { button } from './page.ts'

/** A problem that another try may not have. */
const MAY_PASS = ['offline', 'busy', 'tooOften', 'broken']

export function attachPart(files: Files, words: ChatWords, field: HTMLTextAreaElement) {
  const input = part('input')
  Object.assign(input, { type: 'file', multiple: true, accept: chosenEndings.map((ending) => `.${ending}`).join(), hidden: true })
  const choose = button(words.file.attach, () => input.click())
  input.addEventListener('change', () => {
    files.add(input.files ?? [])
    input.value = ''
    field.focus()
  })
  const box = part('ul', '', 'uploads')
  box.setAttribute('aria-label', words.file.going)
  field.addEventListener('paste', (event) => {
    const pasted = event.clipboardData?.files
    if (!pasted || pasted.length === 0) return
    event.preventDefault()
    files.add(pasted)
  })
  const shown = new Map<string, ReturnType<typeof goingPart>>()
  function update(): void {
    const ids = new Set(files.going().map(({ id }) => id))
    for (const [id, line] of shown) {
      if (ids.has(id)) continue
      if (line.box.contains(document.activeElement)) field.focus()
      line.box.remove()
      shown.delete(id)
    }
    for (const one of files.going()) {
      let line = shown.get(one.id)
      if (!line) {
        shown.set(one.id, (line = goingPart(one, files, words)))
        box.append(line.box)
      }
      line.update()
    }
    box.hidden = shown.size === 0
  }
  files.show(update)
  update()
  return { box, choose, input }
}

function goingPart(one: Going, files: Files, words: ChatWords) {
  const box = part('li')
  const name = part('span', one.file.name, 'name')
  name.dir = 'auto'
  const bar = part('progress')
  bar.max = 1
  bar.setAttribute('aria-label', fill(words.file.progress, { name: one.file.name }))
  const fault = part('p', '', 'stop')
  fault.setAttribute('role', 'alert')
  const remove = button('', () => files.remove(one.id))
  const again = button(words.retry, () => files.again(one.id))
  box.append(name, bar, remove, again, fault)
  return {
    box,
    update() {
      const { problem, share } = one
      bar.value = share
      bar.hidden = problem !== null
      const text = problem === null ? '' : words.file.problem[problem]
      if (fault.textContent !== text) fault.textContent = text
      remove.textContent = problem === null ? words.file.cancel : words.file.remove
      remove.setAttribute('aria-label', `${remove.textContent} ${one.file.name}`)
      again.hidden = problem === null || !MAY_PASS.includes(problem)
    },
  }
}

/** What is dropped anywhere on the page goes into the conversation, and never takes the page's place. */
export function takeDropped(root: HTMLElement, files: () => Files | null): void {
  const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true
  root.addEventListener('dragover', (event) => {
    if (!holdsFiles(event)) return
    event.preventDefault()
    document.body.classList.toggle('dropping', files() !== null)
  })
  for (const over of ['dragleave', 'drop'] as const) root.addEventListener(over, () => document.body.classList.remove('dropping'))
  root.addEventListener('drop', (event) => {
    if (!holdsFiles(event)) return
    event.preventDefault()
    files()?.add(event.dataTransfer?.files ?? [])
  })
}
