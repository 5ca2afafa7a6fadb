/** The run that is open on an account: where it stands, and what takes it on. What is on its way is waited for, so that no key counts twice. */
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { AccountView } from '#shared/features/customers/account-view.schema.ts'
import type { Measurement } from '#shared/features/diagnostics/equipment.schema.ts'
import { isOutcome } from '#shared/features/diagnostics/guides.schema.ts'
import { keptOf, pathOf, runningOf, stepIn } from '#shared/features/diagnostics/run-guide.ts'
import type { GivenAnswer, TrailEntry } from '#shared/features/diagnostics/runs.schema.ts'
import { isAppError } from '#shared/kernel/app-error.ts'
import { bridge } from '../../app/bridge/client.ts'
import { useKeyedRead } from '../../app/use-keyed-read.ts'

export type Run = ReturnType<typeof useRun>

export function useRun(view: Ref<AccountView>) {
  const run = computed(() => view.value.diagnosticRuns.find(({ state }) => state === 'open') ?? null)
  const guide = useKeyedRead(() => (run.value ? `${run.value.guideId} ${run.value.guideVersion}` : null), () => {
    const { guideId, guideVersion: version } = run.value!
    return bridge.diagnostics.guide({ guideId, version })
  })
  const entries = computed(() => run.value?.trail.entries ?? [])
  const step = computed(() => (run.value && guide.data.value && guide.settled.value === `${run.value.guideId} ${run.value.guideVersion}` ? stepIn(guide.data.value, entries.value) : null))
  const kept = computed(() => {
    const found = keptOf(entries.value)
    return found && found.step === step.value?.id ? found : null
  })
  const running = computed(() => runningOf(entries.value))
  const number = computed(() => pathOf(entries.value).length + 1)

  const sending = ref(false)
  const error = shallowRef<unknown>(null)
  /** The version upon which something was sent: until a newer one is here, nothing else is. */
  const sentUpon = ref<string | null>(null)
  const standsAt = computed(() => (run.value ? `${run.value.id} ${run.value.version}` : null))
  const busy = computed(() => sending.value || (sentUpon.value !== null && sentUpon.value === standsAt.value))

  async function send(work: (upon: { customerId: string; runId: string; expectedVersion: number }) => Promise<unknown>): Promise<boolean> {
    const before = run.value
    if (!before || busy.value) return false
    sending.value = true
    error.value = null
    const stood = standsAt.value
    try {
      await work({ customerId: before.customerId, runId: before.id, expectedVersion: before.version })
      sentUpon.value = stood
      return true
    } catch (reason) {
      error.value = reason
      return false
    } finally {
      sending.value = false
    }
  }
  const answer = (given: GivenAnswer): Promise<boolean> => {
    const at = step.value
    return at ? send((upon) => bridge.diagnostics.takeStep({ ...upon, step: at.id, answer: given })) : Promise.resolve(false)
  }

  const measured = useMeasuring(view, error)
  // What was measured is of the step at which somebody stood.
  watch(() => `${run.value?.id} ${step.value?.id}`, () => measured.reset())
  return {
    run, guide, step, kept, running, entries, number, busy, error, answer, measured,
    /** No box could be asked to, as far as is known here: it may be done by hand, if the backend agrees. */
    unreached: computed(() => pathOf(entries.value).some(({ answer: { kind } }) => kind === 'judged') || isUnknown(pathOf(entries.value).at(-1)) || isUnreached(error.value)),
    atEnd: computed(() => (step.value && isOutcome(step.value) ? step.value : null)),
    back: () => (number.value > 1 && !running.value ? send((upon) => bridge.diagnostics.stepBack(upon)) : Promise.resolve(false)),
    act: () => {
      const at = step.value
      return at ? send((upon) => bridge.diagnostics.act({ ...upon, step: at.id })) : Promise.resolve(false)
    },
    end: (ticketId: string, note: string | null) => send((upon) => bridge.diagnostics.endRun({ ...upon, ticketId, note })),
    leave: () => send((upon) => bridge.diagnostics.leaveRun({ ...upon, note: null })),
  }
}

const isUnknown = (last: TrailEntry | undefined): boolean => last?.answer.kind === 'acted' && last.answer.state === 'unknown'
const isUnreached = (error: unknown): boolean => isAppError(error, 'validation') && error.data.issues.some(({ message }) => message === 'notSetUp' || message === 'noEquipment')

/** Longer than this a wait is said to be one. Milliseconds. */
const SEEN_MS = 300
const LONG_MS = 3_000

function useMeasuring(view: Ref<AccountView>, error: Ref<unknown>) {
  const measurement = shallowRef<Measurement | null>(null)
  const measuring = ref(false)
  const slow = ref(false)
  const long = ref(false)
  /** Somebody did not wait for it. */
  const given = ref(false)
  let wait: AbortController | null = null
  let timers: ReturnType<typeof setTimeout>[] = []

  function stop(): void {
    timers.forEach(clearTimeout)
    ;[measuring.value, slow.value, long.value] = [false, false, false]
    wait?.abort()
    wait = null
  }
  async function measure(check: Measurement['check']): Promise<void> {
    stop()
    const mine = (wait = new AbortController())
    ;[measuring.value, measurement.value, error.value, given.value] = [true, null, null, false]
    timers = [setTimeout(() => (slow.value = true), SEEN_MS), setTimeout(() => (long.value = true), LONG_MS)]
    try {
      const answer = await bridge.diagnostics.measure({ customerId: view.value.customer.id, check }, { signal: mine.signal })
      if (wait === mine) measurement.value = answer
    } catch (reason) {
      if (wait === mine) error.value = reason
    } finally {
      if (wait === mine) {
        wait = null
        stop()
      }
    }
  }
  onScopeDispose(stop)
  return {
    measurement, measuring, slow, long, given, measure,
    cancel: () => (stop(), (given.value = true)),
    reset: () => (stop(), (measurement.value = null), (given.value = false)),
  }
}
