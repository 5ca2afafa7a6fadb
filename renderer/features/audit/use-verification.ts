/** The whole log, verified part by part: how far it is, and what came of it. Stopped at the end of the part that is under way. */
import { onScopeDispose, ref, shallowRef } from 'vue'
import type { AuditPlace, AuditVerification, AuditVerifyStep } from '#shared/features/audit/audit.schema.ts'
import { bridge } from '../../app/bridge/client.ts'

export function useVerification() {
  const progress = ref<{ done: number; total: number } | null>(null)
  const result = shallowRef<AuditVerification | null>(null)
  /** How many held when it was stopped. */
  const stoppedAt = ref<number | null>(null)
  const error = ref<unknown>(null)
  let run = 0

  async function walk(mine: number): Promise<void> {
    let from: AuditPlace | null = null
    while (mine === run) {
      const step: AuditVerifyStep = await bridge.audit.verify({ from })
      if (mine !== run) return
      if (step.verification) return void (result.value = step.verification)
      from = step.place
      progress.value = { done: from?.position ?? 0, total: step.total }
    }
  }
  async function start(): Promise<void> {
    const mine = ++run
    ;[result.value, stoppedAt.value, error.value, progress.value] = [null, null, null, { done: 0, total: 0 }]
    await walk(mine).catch((reason: unknown) => void (mine === run && (error.value = reason)))
    if (mine === run) progress.value = null
  }
  function stop(): void {
    run += 1
    stoppedAt.value = progress.value?.done ?? 0
    progress.value = null
  }
  onScopeDispose(() => void (run += 1))
  return { progress, result, stoppedAt, error, start, stop }
}
