/**
 * What becomes of a form whose command makes a row of its own, under an id that the draft keeps.
 *
 *   typing -> busy -> done         it had its effect: the draft is gone, and what became of it is for its row to say
 *                  -> unanswered   in the outbox under its id, until the backend has answered
 *                  -> typing       refused, with the reason; the draft is there
 */
import { computed, ref, watch } from 'vue'
import type { MoneyOutcome } from '#shared/features/billing/billing.procedures.ts'
import { isAppError } from '#shared/kernel/app-error.ts'
import { bridge } from './bridge/client.ts'
import type { Draft } from './draft.ts'
import { concernsTable, useLiveRead } from './use-live-read.ts'

type About<T> = {
  /** Of the commands that the form sends, as the outbox names them. */
  procedures: readonly string[]
  /** Of their input: where the id stands. */
  field: string
  draft: Pick<Draft<T>, 'value' | 'flush' | 'clear'>
  /** Whether the row is here. */
  arrived: (id: string) => boolean
}

export function useMoneySending<T extends { id: string | null }>({ procedures, field, draft, arrived }: About<T>) {
  const busy = ref(false)
  const error = ref<unknown>(null)
  const doneId = ref<string | null>(null)
  const outbox = useLiveRead(() => bridge.workspace.outbox(), (event) => concernsTable(event, 'outbox'))
  const id = computed(() => draft.value.value.id)
  const own = computed(() => outbox.data.value?.entries.find(({ procedure, input }) => procedures.includes(procedure) && id.value !== null && input[field] === id.value))
  /** Of a refusal that came when nobody waited any more. */
  const late = computed(() => (own.value?.state === 'refused' ? own.value.error : null))
  const unanswered = computed(() => !busy.value && own.value !== undefined && own.value.state !== 'refused')

  /** The id under which what stands in the form is sent: made once, kept with the draft before anything is on its way. */
  function begin(): string {
    const sent = (draft.value.value.id ??= crypto.randomUUID())
    void draft.flush()
    return sent
  }
  async function send(sent: string, work: () => Promise<MoneyOutcome>): Promise<void> {
    busy.value = true
    error.value = null
    try {
      if ((await work()).outcome === 'done') finish(sent)
    } catch (reason) {
      error.value = reason
    }
    outbox.reload()
    busy.value = false
  }
  function finish(sent: string): void {
    doneId.value = sent
    draft.clear()
  }
  // The answer to an earlier try came by itself, perhaps after a restart: the draft was this one. Its row may be here before
  // the answer to the call that is on its way, or while the answer is lost.
  watch(() => !busy.value && id.value !== null && arrived(id.value), (here) => {
    if (here && id.value && !isAppError(error.value, 'validation')) finish(id.value)
  })
  return { busy, error, late, unanswered, doneId, begin, send, another: () => void (doneId.value = null) }
}
