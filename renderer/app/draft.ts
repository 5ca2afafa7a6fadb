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
  /** Settles when a kept draft, if any, has been put into `value`. */
  ready: Promise<void>
  /** Set when a draft could not be kept, so that the person can be told. */
  failed: Ref<unknown>
  /** All that stands in the field would outlive a power cut; false for an empty field and from the first new letter on. */
  kept: Ref<boolean>
  flush: () => void
  /** Empties the field and forgets the draft. */
  clear: () => void
}

type Options<T> = { customerId: string; key: string; empty: T; isEmpty: (value: T) => boolean; revive: (stored: unknown) => T | null }

export function useDraft<T extends object>({ customerId, key, empty, isEmpty, revive }: Options<T>): Draft<T> {
  const value = ref({ ...empty }) as Ref<T>
  const failed = ref<unknown>(null)
  const kept = ref(false)
  let pause: ReturnType<typeof setTimeout> | undefined
  let longest: ReturnType<typeof setTimeout> | undefined
  let dirty = false

  function flush(): void {
    clearTimeout(pause)
    clearTimeout(longest)
    longest = undefined
    if (!dirty) return
    dirty = false
    const text = isEmpty(value.value) ? '' : JSON.stringify(value.value)
    const saved = () => {
      failed.value = null
      kept.value = !dirty && text !== ''
    }
    bridge.workspace.saveDraft({ customerId, key, value: text }).then(saved, (reason) => (failed.value = reason))
  }
  function touched(): void {
    dirty = true
    kept.value = false
    clearTimeout(pause)
    pause = setTimeout(flush, PAUSE_MS)
    longest ??= setTimeout(flush, LONGEST_MS)
  }
  function clear(): void {
    value.value = { ...empty }
    dirty = true
    flush()
  }
  async function load(): Promise<void> {
    const { drafts } = await bridge.workspace.drafts({ customerId })
    const stored = revived(drafts.find((draft) => draft.key === key)?.value, revive)
    // Whoever began to type before it came knows better.
    if (!stored || dirty) return
    value.value = stored
    dirty = false
    kept.value = true
  }

  // `sync`: a key that closes the window right after a letter must find the letter marked as unsaved.
  watch(value, touched, { deep: true, flush: 'sync' })
  const ready = load().catch((reason: unknown) => void (failed.value = reason))
  const hidden = () => void (document.visibilityState === 'hidden' && flush())
  window.addEventListener('pagehide', flush)
  document.addEventListener('visibilitychange', hidden)
  onScopeDispose(() => {
    flush()
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
