/** What a dispatcher changed on the board, and how it is taken back: each undo is a command of its own, checked as any other. */
import { computed, reactive, ref } from 'vue'
import { isAppError } from '#shared/kernel/app-error.ts'
import type { BoardVisit } from '#shared/features/dispatch/board.schema.ts'
import type { Placement, Proposal } from '#shared/features/dispatch/board-commands.schema.ts'
import { bridge } from '../../app/bridge/client.ts'
import { useAttempt } from '../../app/use-attempt.ts'

type Place = { technicianId: string | null; start: string | null }
type Undo = { said: string; visits: readonly { id: string; customerId: string; before: Place; pinned: boolean }[]; /** How long it took before. */ longer: { workOrderId: string; minutes: number } | null }

/** Most changes that can be taken back one after the other. */
const MOST = 50

export function useBoardChanges(undoReason: () => string) {
  const done = reactive<Undo[]>([])
  const { busy, error, attempt: send } = useAttempt()
  const said = ref('')
  /** The last version of each visit that came of here: an older undo goes on from it, and somebody else's change is noticed. */
  const versions = new Map<string, number>()

  const remember = (entry: Undo): void => {
    done.push(entry)
    if (done.length > MOST) done.shift()
    said.value = entry.said
  }
  const on = ({ id: workOrderId, customerId, version: expectedVersion }: BoardVisit) => ({ workOrderId, customerId, expectedVersion })

  async function move(visit: BoardVisit, to: { technicianId: string | null; start: string | null }, override: string | null, words: string): Promise<boolean> {
    const { technicianId, start } = to
    const sent = await send(() => (technicianId === null || start === null ? bridge.dispatch.unassignVisit(on(visit)) : bridge.dispatch.moveVisit({ ...on(visit), technicianId, start, override })))
    if (!sent) return false
    versions.set(visit.id, visit.version + 1)
    remember({ said: words, visits: [{ id: visit.id, customerId: visit.customerId, before: { technicianId: visit.technicianId, start: visit.start }, pinned: visit.pinned }], longer: null })
    return true
  }

  type Taken = { changes: readonly (Placement & { before: Place; customerId: string; pinned: boolean })[]; longer: Proposal['longer'] }
  async function take({ changes, longer }: Taken, override: string | null, words: string): Promise<boolean> {
    const placements = changes.map(({ workOrderId, expectedVersion, technicianId, start }) => ({ workOrderId, expectedVersion, technicianId, start }))
    const lasts = longer && { workOrderId: longer.workOrderId, expectedVersion: longer.expectedVersion, minutes: longer.minutes }
    if (!(await send(() => bridge.dispatch.takePlan({ placements, longer: lasts, asBefore: null, override })))) return false
    for (const { workOrderId, expectedVersion } of [...changes, ...(longer ? [longer] : [])]) versions.set(workOrderId, expectedVersion + 1)
    remember({ said: words, visits: changes.map(({ workOrderId: id, before, customerId, pinned }) => ({ id, customerId, before, pinned })), longer: longer && { workOrderId: longer.workOrderId, minutes: longer.before } })
    return true
  }

  /** Where it was may have broken a rule too; then the reason is that it is an undo. */
  async function undo(): Promise<boolean> {
    const last = done.at(-1)
    if (!last || busy.value) return false
    const placements = last.visits.map(({ id, before }) => ({ workOrderId: id, expectedVersion: versions.get(id) ?? 1, ...before }))
    const asBefore = last.longer && { ...last.longer, expectedVersion: versions.get(last.longer.workOrderId) ?? 1 }
    const restore = (override: string | null) => bridge.dispatch.takePlan({ placements, longer: null, asBefore, override })
    const sent = await send(() => restore(null).catch((reason: unknown) => {
      if (isAppError(reason, 'validation') && reason.data.issues.every(({ path }) => path === 'override')) return restore(undoReason())
      throw reason
    }))
    // What cannot be taken back now cannot be later: somebody else has changed it.
    if (sent || isAppError(error.value, 'conflict')) done.pop()
    if (sent) for (const { workOrderId, expectedVersion } of [...placements, ...(asBefore ? [asBefore] : [])]) versions.set(workOrderId, expectedVersion + 1)
    return sent
  }
  return { busy, error, said, send, move, take, undo, canUndo: computed(() => done.length > 0) }
}
