/** A plan that somebody waits for: begun, asked about until it is there, given up when nobody looks any more. */
import { onScopeDispose, ref, shallowRef } from 'vue'
import { isAppError } from '#shared/kernel/app-error.ts'
import type { PlanScope, Proposal } from '#shared/features/dispatch/board-commands.schema.ts'
import { bridge } from '../../app/bridge/client.ts'

/** Milliseconds between two questions how far it is. */
const ASK_MS = 300

export function useProposal() {
  const proposal = shallowRef<Proposal | null>(null)
  /** Made by the planner built in, because the operator's own failed. */
  const instead = ref(false)
  /** From 0 to 1; null while nothing is being made. */
  const part = ref<number | null>(null)
  const failed = shallowRef<unknown>(null)
  let current: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function begin(wanted: { date: string; region: string | null; scope: PlanScope }): Promise<void> {
    const proposalId = crypto.randomUUID()
    current = proposalId
    ;[proposal.value, failed.value, part.value] = [null, null, 0]
    await bridge.dispatch.proposePlan({ proposalId, ...wanted }).then(() => look(proposalId), (reason: unknown) => fail(proposalId, reason))
  }
  async function look(proposalId: string): Promise<void> {
    const state = await bridge.dispatch.proposal({ proposalId }).catch((reason: unknown) => void fail(proposalId, reason))
    if (!state || current !== proposalId) return
    if (state.state === 'working') {
      part.value = state.of > 0 ? state.done / state.of : 0
      timer = setTimeout(() => void look(proposalId), ASK_MS)
    } else if (state.state === 'failed') fail(proposalId, state.reason)
    else [proposal.value, instead.value, part.value] = [state.proposal, state.instead, null]
  }
  function fail(proposalId: string, reason: unknown): void {
    if (current === proposalId) [failed.value, part.value, current] = [isAppError(reason, 'notFound') ? 'gone' : reason, null, null]
  }
  function giveUp(): void {
    clearTimeout(timer)
    const proposalId = current
    ;[current, part.value] = [null, null]
    if (proposalId) void bridge.dispatch.cancelProposal({ proposalId }).catch(() => {})
  }
  onScopeDispose(giveUp)
  return { proposal, instead, part, failed, begin, giveUp }
}
