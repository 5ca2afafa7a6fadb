/**
 * What became of points that were sent.
 *
 *   typing -> busy -> done         its transaction is here
 *                  -> unanswered   in the outbox under its id, until it has had its effect or was refused
 *                  -> typing       refused, with the reason; the draft is there
 */
import { computed, ref, watch } from 'vue'
import { AppError } from '#shared/kernel/app-error.ts'
import type { ErrorData } from '#shared/kernel/errors.ts'
import type { MoneyOutcome } from '#shared/features/billing/billing.procedures.ts'
import { bridge } from '../../app/bridge/client.ts'
import type { Draft } from '../../app/draft.ts'
import { concernsTable, useLiveRead } from '../../app/use-live-read.ts'
import type { PointsDraft } from './points-draft.ts'

type About = { procedure: string; field: string; draft: Draft<PointsDraft>; arrived: (id: string) => boolean }

export function usePointsSending({ procedure, field, draft, arrived }: About) {
  const busy = ref(false)
  const failure = ref<unknown>(null)
  const doneId = ref<string | null>(null)
  const outbox = useLiveRead(() => bridge.workspace.outbox(), (event) => concernsTable(event, 'outbox'))
  const id = computed(() => draft.value.value.id)
  const own = computed(() => (id.value === null ? undefined : outbox.data.value?.entries.find((entry) => entry.procedure === procedure && entry.input[field] === id.value)))
  const unanswered = computed(() => !busy.value && own.value !== undefined && own.value.state !== 'refused')
  /** Of this try, or of an earlier one for which nobody waited any more. */
  const error = computed<unknown>(() => {
    const late = own.value?.state === 'refused' ? own.value.error : null
    return failure.value ?? (late && new AppError(late.code, late.data as ErrorData<typeof late.code>))
  })

  async function send(work: (id: string) => Promise<MoneyOutcome>): Promise<void> {
    const sent = (draft.value.value.id ??= crypto.randomUUID())
    busy.value = true
    failure.value = null
    void draft.flush()
    try {
      if ((await work(sent)).outcome === 'done') finish(sent)
    } catch (reason) {
      failure.value = reason
    }
    outbox.reload()
    busy.value = false
  }
  function finish(sent: string): void {
    doneId.value = sent
    draft.clear()
  }
  // The answer came by itself, perhaps after a restart: the draft was this one.
  watch(() => id.value !== null && arrived(id.value), (here) => void (here && !busy.value && id.value && finish(id.value)))
  return { busy, error, unanswered, doneId, send, another: () => void (doneId.value = null) }
}
