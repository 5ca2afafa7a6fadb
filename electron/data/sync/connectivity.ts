/** Whether the backend is there, from what happened to each call. */
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import type { DeskState } from '#shared/features/workspace/workspace.schema.ts'
import type { Contact } from './api-client.ts'

type State = DeskState['connectivity']

export type Connectivity = {
  readonly state: State
  note(contact: Contact): void
  /** A new address, or a first try. */
  connecting(): void
}

/** @param onChange called when what a person would read has changed, not at every call */
export function createConnectivity(clock: Clock, onChange: () => void): Connectivity {
  let state: State = { state: 'connecting', lastContactAt: null, problem: null }
  const set = (next: State) => {
    const changed = next.state !== state.state || next.problem !== state.problem
    state = next
    if (changed) onChange()
  }
  return {
    get state() {
      return state
    },
    note: (contact) =>
      set(
        contact === 'answered'
          ? { state: 'online', lastContactAt: isoInstant(clock.now()), problem: null }
          : { ...state, state: 'offline', problem: contact },
      ),
    connecting: () => set({ ...state, state: 'connecting', problem: null }),
  }
}
