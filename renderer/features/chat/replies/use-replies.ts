/**
 * Canned replies in a text field: `/` at the beginning of a word asks for the list, a name or a word of the text makes it shorter.
 * Each opening asks the backend anew, since what may be said to the customer changes with who is known; nothing is put into the text
 * from an answer of before.
 */
import { computed, nextTick, ref, shallowRef, type Ref } from 'vue'
import { fillReply, gapsIn, type FilledReply } from '#shared/features/chat/canned-replies.ts'
import type { ChatReplies, RepliesAbout } from '#shared/features/chat/replies.schema.ts'
import { bridge } from '../../../app/bridge/client.ts'
import { slashWordAt, type SlashWord } from '../../../app/slash-word.ts'
import { listed, matchingReplies, offeredReplies, textsOf, type ListedReply } from './reply-list.ts'

/** What was put in last, until the field is empty. */
export type Taken = Pick<FilledReply, 'language' | 'fellBack'> & { name: string }

/** @param sends Enter sends what is typed: a name that is none is held back there, and is text like any other elsewhere */
export function useReplies(about: RepliesAbout, field: Readonly<Ref<HTMLTextAreaElement | null>>, { sends }: { sends: boolean }) {
  const answer = shallowRef<ChatReplies | null>(null)
  const error = ref<unknown>(null)
  const slash: Ref<SlashWord | null> = ref(null)
  /** Where Escape closed a list; what is typed there is text. */
  const closedAt = ref<number | null>(null)
  /** The box has been left: what stands there is a name still. */
  const hidden = ref(false)
  const active = ref(0)
  const taken: Ref<Taken | null> = ref(null)
  /** One is chosen, and what may be said to the customer is not known yet. */
  const waits = ref(false)
  let asking: Promise<boolean> | null = null
  /** Of names that were begun: what was chosen of one is put in place of no other, also where that stands at the same place. */
  let turn = 0

  const named = computed(() => slash.value !== null && slash.value.from !== closedAt.value)
  const open = computed(() => named.value && !hidden.value)
  const matches = computed<ListedReply[]>(() => {
    const facts = answer.value?.facts
    // What was true before may not be now: nothing is offered from it.
    return open.value && facts && error.value === null ? matchingReplies(offeredReplies(answer.value?.replies ?? []), slash.value?.word ?? '').map((each) => listed(each, facts)) : []
  })

  function ask(): Promise<boolean> {
    return (asking ??= bridge.chat.replies({ about }).then((now) => {
      answer.value = now
      error.value = null
      return true
    }, (reason: unknown) => {
      error.value = reason
      return false
    }).finally(() => (asking = null)))
  }
  /** The text or the caret is another than before. @param anew a slash was typed: where a list was closed, it is open again */
  function look(anew = false): void {
    const box = field.value
    const found = box && box.selectionStart === box.selectionEnd ? slashWordAt(box.value, box.selectionStart) : null
    if (anew) closedAt.value = null
    const begins = found !== null && (anew || found.from !== slash.value?.from)
    if (found?.word !== slash.value?.word || begins) active.value = 0
    slash.value = found
    if (begins || found === null) turn += 1
    if (found === null) closedAt.value = null
    if (begins && open.value) void ask()
    if (box?.value.trim() === '') taken.value = null
  }
  const close = (): void => void (closedAt.value = slash.value?.from ?? null)
  const hide = (): void => void (hidden.value = true)
  function reopen(): void {
    if (!hidden.value) return
    hidden.value = false
    if (open.value) void ask()
  }

  /** Asked when the list was opened: that answer counts, not one from before; what failed is tried again. */
  async function known(): Promise<boolean> {
    if (asking === null && error.value === null) return true
    waits.value = true
    return ask().finally(() => (waits.value = false))
  }
  /** @param chosen null where the list is not there yet: the first of it */
  async function take(chosen: Pick<ListedReply, 'reply'> | null): Promise<void> {
    const begun = turn
    if (!slash.value || waits.value || !(await known())) return
    const [box, at] = [field.value, slash.value]
    // Whoever closed the list meanwhile, or went elsewhere, is not written over.
    if (!box || document.activeElement !== box || !open.value || !at || turn !== begun) return
    const id = (chosen ?? matches.value[active.value])?.reply.id
    const reply = answer.value?.replies.find((each) => each.id === id)
    const facts = answer.value?.facts
    if (reply && facts) await put(box, at, { name: reply.name, ...fillReply(textsOf(reply), facts) })
  }
  async function put(box: HTMLTextAreaElement, at: SlashWord, { name, text, language, fellBack, gaps: [gap] }: FilledReply & { name: string }): Promise<void> {
    replaceText(box, at, text)
    slash.value = null
    taken.value = { name, language, fellBack }
    await nextTick()
    if (gap) box.setSelectionRange(at.from + gap.from, at.from + gap.to)
  }
  function move(step: number): void {
    const { length } = matches.value
    if (length > 0) active.value = (active.value + step + length) % length
  }
  /** For whoever sends in another way than by the list's Enter. @returns whether a name stands at the caret: then it is taken, and is nothing to send */
  function takeNamed(): boolean {
    look()
    if (!named.value) return false
    field.value?.focus()
    void take(matches.value[active.value] ?? null)
    return true
  }
  /** No name that there is, as far as is known: it need not be waited for. */
  const isText = (): boolean => !sends && (asking === null || answer.value !== null) && matches.value.length === 0
  /** @returns whether the key was the list's */
  function pressed(event: KeyboardEvent): boolean {
    if (!open.value || (isText() && event.key !== 'Escape') || event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false
    if (event.key === 'Escape') close()
    else if (event.key === 'ArrowDown') move(1)
    else if (event.key === 'ArrowUp') move(-1)
    else if (event.key === 'Enter' || (event.key === 'Tab' && matches.value.length > 0)) {
      // A name that is none is nothing for a customer; who means it closes the list first.
      void take(matches.value[active.value] ?? null)
    } else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  /** The list, for whoever does not know the slash. */
  function begin(): void {
    const box = field.value
    if (!box) return
    box.focus()
    const [at, end] = [box.selectionStart, box.selectionEnd]
    box.setRangeText(at > 0 && !/\s/.test(box.value[at - 1] ?? '') ? ' /' : '/', at, end, 'end')
    box.dispatchEvent(new Event('input', { bubbles: true }))
  }
  /** Goes to the next place that is to be filled in; around the end. @param from where to begin looking; behind the caret, where nobody says */
  function toGap(text: string, from?: number): void {
    const box = field.value
    const gaps = gapsIn(text)
    if (!box || gaps.length === 0) return
    const next = gaps.find((gap) => gap.from >= (from ?? box.selectionEnd)) ?? gaps[0]!
    box.focus()
    box.setSelectionRange(next.from, next.to)
  }
  return { open, matches, active, error, answer, taken, waits, look, hide, reopen, begin, take, takeNamed, pressed, toGap, slash }
}

/** As if it had been typed, so that it can be undone like that. */
function replaceText(box: HTMLTextAreaElement, { from, to }: { from: number; to: number }, text: string): void {
  box.focus()
  box.setSelectionRange(from, to)
  // Nothing else puts a text in so that Ctrl+Z takes it out.
  if (document.execCommand('insertText', false, text)) return
  box.setRangeText(text, from, to, 'end')
  box.dispatchEvent(new Event('input', { bubbles: true }))
}
