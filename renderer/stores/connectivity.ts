import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ShellEvent } from '#shared/contract/shell.ts'
import type { DeskState } from '#shared/features/workspace/workspace.schema.ts'

type BackendProcess = Extract<ShellEvent, { type: 'backendProcess' }>
type DataProcess = Extract<ShellEvent, { type: 'dataProcess' }>['state']

/** The state of the desk itself: backend, first sync, cache file, unsent work, and the processes behind the window. */
export const useConnectivity = defineStore('connectivity', () => {
  const desk = shallowRef<DeskState | null>(null)
  /** Null when the backend is not a process of this program. */
  const backendProcess = shallowRef<BackendProcess | null>(null)
  const dataProcess = shallowRef<DataProcess | null>(null)

  const online = computed(() => desk.value?.connectivity.state === 'online')
  const outbox = computed(() => desk.value?.outbox ?? { waiting: 0, refused: 0 })

  function apply(state: DeskState): void {
    desk.value = state
  }
  function applyShell(event: ShellEvent): void {
    if (event.type === 'backendProcess') backendProcess.value = event
    else dataProcess.value = event.state
  }
  const forgetRestart = () => (dataProcess.value = null)
  return { desk, backendProcess, dataProcess, online, outbox, apply, applyShell, forgetRestart }
})
