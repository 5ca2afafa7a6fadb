/**
 * Text that was typed and is not sent yet, kept by the data process: after each pause, when the field is left,
 * and when the window goes. What a crash can cost is less than the last third of a second.
 */
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { bridge } from './bridge/client.ts'

const PAUSE_MS = 250
const LONGEST_MS = 1000

export type Draft<T> = {
  value: Ref<T>
  /** Settles when a kept draft, if any, has been put into `value`, or could not be asked for. */
  ready: Promise<void>
  /** Set when a draft could not be kept, so that the person can be told. */
  failed: Ref<unknown>
  /** All that stands in the field would outlive a power cut; false for an empty field and from the first new letter on. */
  kept: Ref<boolean>
  /** Gives true when all that stood in the field is kept; never rejects, see `failed`. */
  flush: () => Promise<boolean>
  /** Empties the field and forgets the draft. */
  clear: () => void
}

type Options<T> = {
  customerId: string
  key: string
  /** What an untouched form holds. Copied whole: what is chosen in a form must not become what the next one begins with. */
  empty: T
  isEmpty: (value: T) => boolean
  revive: (stored: unknown) => T | null
  /** For somebody who began to type before the kept draft came: neither may be lost. */
  merge: (typed: T, kept: T) => T
}

export function useDraft<T extends object>({ customerId, key, empty, isEmpty, revive, merge }: Options<T>): Draft<T> {
  const value = ref(structuredClone(empty)) as Ref<T>
  const failed = ref<unknown>(null)
  const kept = ref(false)
  let pause: ReturnType<typeof setTimeout> | undefined
  let longest: ReturnType<typeof setTimeout> | undefined
  /** Something stands in the field that was not sent to be kept, or could not be. */
  let dirty = false
  /** Somebody typed, whatever became of it since. */
  let typed = false
  let loaded = false
  let loading: Promise<boolean> | null = null
  let saving = Promise.resolve(true)

  async function flush(): Promise<boolean> {
    clearTimeout(pause)
    clearTimeout(longest)
    longest = undefined
    // What was kept before is not written over unread.
    if (dirty && !loaded && !(await load())) return false
    if (dirty) saving = save()
    return saving
  }
  async function save(): Promise<boolean> {
    dirty = false
    const text = isEmpty(value.value) ? '' : JSON.stringify(value.value)
    try {
      await bridge.workspace.saveDraft({ customerId, key, value: text })
      failed.value = null
      kept.value = !dirty && text !== ''
      return true
    } catch (reason) {
      failed.value = reason
      // The next letter, or leaving the field, tries again.
      dirty = true
      return false
    }
  }
  function changed(): void {
    dirty = typed = true
    kept.value = false
    clearTimeout(pause)
    pause = setTimeout(flush, PAUSE_MS)
    longest ??= setTimeout(flush, LONGEST_MS)
  }
  function clear(): void {
    value.value = structuredClone(empty)
    dirty = true
    void flush()
  }
  /** @returns false when it could not be asked for; then the next call asks again. */
  function load(): Promise<boolean> {
    return (loading ??= read().catch((reason: unknown) => {
      failed.value = reason
      loading = null
      return false
    }))
  }
  async function read(): Promise<boolean> {
    const { drafts } = await bridge.workspace.drafts({ customerId })
    const stored = revived(drafts.find((draft) => draft.key === key)?.value, revive)
    loaded = true
    if (stored && typed) value.value = merge(value.value, stored)
    else if (stored) begin(stored)
    return true
  }
  function begin(stored: T): void {
    value.value = stored
    dirty = typed = false
    kept.value = true
  }

  // `sync`: a key that closes the window right after a letter must find the letter marked as unsaved.
  watch(value, changed, { deep: true, flush: 'sync' })
  const ready = load().then(() => undefined)
  const hidden = () => void (document.visibilityState === 'hidden' && flush())
  window.addEventListener('pagehide', flush)
  document.addEventListener('visibilitychange', hidden)
  onScopeDispose(() => {
    void flush()
    window.removeEventListener('pagehide', flush)
    document.removeEventListener('visibilitychange', hidden)
  })
  return { value, ready, failed, kept, flush, clear }
}

function revived<T>(text: string | undefined, revive: (stored: unknown) => T | null): T | null {
  if (!text) return null
  try {
    return revive(JSON.parse(text))
  } catch {
    return null
  }
}
