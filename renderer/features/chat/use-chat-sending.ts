/** What an agent sends: out of the box at once, with the draft until the backend has it, under one id however often it is tried. */
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { isAppError } from '#shared/kernel/app-error.ts'
import { maskCardNumbers } from '#shared/kernel/card-numbers.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { bridge } from '../../app/bridge/client.ts'
import type { Draft } from '../../app/draft.ts'
import { joined, type ChatDraft, type Sending } from './chat-draft.ts'
import { chats } from './chat-read.ts'
import type { FollowedLines } from './use-chat-lines.ts'

/** So long what went is waited for, ms, before it is asked for. */
const TOLD_MS = 2_000
/** One after the other, also over leaving the conversation and coming back: what was written first is with the customer first. */
const turns = new Map<string, Promise<void>>()

export type ChatSending = {
  /** Of those on their way, the ones that are not among the lines yet. */
  going: ComputedRef<Sending[]>
  error: Ref<unknown>
  send: () => Promise<void>
  again: (sending: Sending) => Promise<void>
  /** Out of the way of being sent, into the box. */
  putBack: (sending: Sending) => void
  takeBack: (clientId: string, body: string) => Promise<void>
  sendNow: (clientId: string, body: string) => Promise<void>
}

export function useChatSending(conversationId: string, draft: Draft<ChatDraft>, { lines, reload, keep }: FollowedLines): ChatSending {
  const error = ref<unknown>(null)
  const value = draft.value
  const there = computed(() => new Set([...lines.value.messages, ...lines.value.outgoing, ...lines.value.notes].map(({ clientId }) => clientId)))
  const forget = (clientId: string): void => void (value.value.sending = value.value.sending.filter((each) => each.clientId !== clientId))
  const back = (body: string): void => void (value.value.text = joined(body, value.value.text))

  /** It can be seen among the lines without a second question, which would be as dear as the word. */
  async function deliver({ clientId, body, whisper }: Sending): Promise<void> {
    if (whisper) {
      await bridge.chat.whisper({ conversationId, clientId, body })
      return reload()
    }
    const { leavesAt } = await bridge.chat.send({ conversationId, clientId, body, now: false })
    if (leavesAt === null) return void comes(clientId).then((seen) => (seen ? undefined : reload()))
    const undoMs = (chats.self.value?.undoSeconds ?? 0) * 1_000
    return keep({ clientId, kind: 'text', body, sentAt: isoInstant(Date.parse(leavesAt) - undoMs), leavesAt, own: true })
  }
  /** What went at once is told like any line. @returns false where it was not in time */
  function comes(clientId: string): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (seen: boolean): void => {
        clearTimeout(late)
        stop()
        resolve(seen)
      }
      const late = setTimeout(() => end(false), TOLD_MS)
      const stop = watch(there, (ids) => ids.has(clientId) && end(true))
      if (there.value.has(clientId)) end(true)
    })
  }
  async function attempt(sending: Sending): Promise<void> {
    error.value = null
    try {
      await deliver(sending)
      forget(sending.clientId)
    } catch (reason) {
      error.value = reason
      // It may be there all the same, where the answer alone was lost.
      void reload()
      const mine = value.value.sending.find((each) => each.clientId === sending.clientId)
      if (mine) mine.failed = true
    }
  }
  function inTurn(sending: Sending): Promise<void> {
    const turn = (turns.get(conversationId) ?? Promise.resolve()).then(() => attempt(sending))
    turns.set(conversationId, turn)
    return turn.finally(() => turns.get(conversationId) === turn && turns.delete(conversationId))
  }

  async function send(): Promise<void> {
    const body = maskCardNumbers(value.value.text.trim())
    if (!body) return
    const sending: Sending = { clientId: crypto.randomUUID(), body, whisper: value.value.whisper, failed: false }
    value.value = { ...value.value, text: '', sending: [...value.value.sending, sending] }
    await inTurn(sending)
  }
  async function work(what: () => Promise<unknown>): Promise<boolean> {
    error.value = null
    try {
      await what()
      return true
    } catch (reason) {
      error.value = reason
      return false
    } finally {
      void reload()
    }
  }
  return {
    going: computed(() => value.value.sending.filter(({ clientId }) => !there.value.has(clientId))),
    error, send,
    again: (sending) => {
      const mine = value.value.sending.find(({ clientId }) => clientId === sending.clientId)
      if (mine) mine.failed = false
      return inTurn(sending)
    },
    putBack: ({ clientId, body, whisper }) => {
      forget(clientId)
      back(body)
      if (whisper) value.value.whisper = true
    },
    async takeBack(clientId, body) {
      if (!(await work(() => bridge.chat.takeBack({ conversationId, clientId })))) return
      forget(clientId)
      // Among words for colleagues it would never come to the customer; by itself it is for the customer again.
      if (!value.value.text.trim()) value.value.whisper = false
      back(body)
    },
    sendNow: async (clientId, body) => void (await work(() => bridge.chat.send({ conversationId, clientId, body, now: true }))),
  }
}

/** The customer has it: nothing is left to be taken back. */
export const hasLeft = (error: unknown): boolean => isAppError(error, 'conflict') && error.data.stream === 'chatMessage'
