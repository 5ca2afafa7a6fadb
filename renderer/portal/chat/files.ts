/** Files on their way, one after the other; what is there is a line like any other. They are of this page alone: who closes it chooses them again. */
import { v7 } from 'uuid'
import { MAX_ATTACHMENT_BYTES, type ChatAttachment } from '#shared/features/chat/attachments.ts'
import type { FileProblem } from './chat-words.ts'
import { fetchFile, startUpload, type Key, type Upload } from './upload.ts'

export type Going = { readonly id: string; readonly file: File; share: number; problem: FileProblem | null }
export type Files = ReturnType<typeof openFiles>
/** Chosen at once; the backend has its own ends. */
const MOST_WAITING = 20

/** @param attach what is there becomes a line. @param changed something is other than it was */
export function openFiles(key: Key, attach: (id: string, file: ChatAttachment) => void) {
  let going: Going[] = []
  let changed = (): void => undefined
  let running: { id: string; upload: Upload } | null = null
  const urls = new Map<string, Promise<string>>()

  const drop = (id: string): void => { going = going.filter((each) => each.id !== id) }
  async function next(): Promise<void> {
    const one = going.find(({ problem }) => problem === null)
    if (running !== null || one === undefined) return
    const upload = startUpload(key, one, (share) => {
      one.share = share
      changed()
    })
    running = { id: one.id, upload }
    const outcome = await upload.done
    running = null
    if (outcome !== 'cancelled' && 'problem' in outcome) one.problem = outcome.problem
    else drop(one.id)
    if (outcome !== 'cancelled' && 'file' in outcome) attach(one.id, outcome.file)
    changed()
    void next()
  }

  return {
    going: (): readonly Going[] => going,
    show(told: () => void) { changed = told },
    add(files: Iterable<File>) {
      for (const file of files) {
        if (going.length >= MOST_WAITING) break
        going.push({ id: v7(), file, share: 0, problem: file.size > MAX_ATTACHMENT_BYTES ? 'tooLarge' : null })
      }
      changed()
      void next()
    },
    /** Called back where it is under way, and out of the list. */
    remove(id: string) {
      if (running?.id === id) return running.upload.cancel()
      drop(id)
      changed()
    },
    again(id: string) {
      const one = going.find((each) => each.id === id)
      if (one) Object.assign(one, { problem: null, share: 0 })
      changed()
      void next()
    },
    /** Of what is in a line: asked for once, and kept while the page is open. */
    url(id: string): Promise<string> {
      let found = urls.get(id)
      if (!found) {
        urls.set(id, (found = fetchFile(key, id).then((blob) => URL.createObjectURL(blob))))
        found.catch(() => urls.delete(id))
      }
      return found
    },
    close() {
      changed = () => undefined
      going = []
      running?.upload.cancel()
      for (const url of urls.values()) url.then(URL.revokeObjectURL, () => undefined)
    },
  }
}
