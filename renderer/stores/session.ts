import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Permission } from '#shared/features/session/session.schema.ts'
import type { DeskState } from '#shared/features/workspace/workspace.schema.ts'

const shownOf = (session: DeskState['session']) => session && { agent: session.agent, ways: session.ways, timeZone: session.timeZone }

/** Who is signed in at this desk, as the data process says. The window never holds the token. */
export const useSession = defineStore('session', () => {
  const session = shallowRef<DeskState['session']>(null)
  /** Whose work waits behind the locked screen. */
  const locked = shallowRef<DeskState['locked']>(null)
  const ended = shallowRef<DeskState['sessionEnded']>(null)
  /** False until the data process has spoken for the first time. */
  const known = shallowRef(false)
  /** The last sign-out did not go through to its end: told on the sign-in page, until somebody is signed in. */
  const signOutFailed = shallowRef(false)

  /** Of the sign-in of this run by a recovery code: told once on the desk. */
  const recoveryCodesLeft = shallowRef<number | null>(null)

  function apply(state: DeskState): void {
    // Its ends move on with every call; who it is, what they may do and which day it is there is all that a screen shows of it.
    if (JSON.stringify(shownOf(state.session)) !== JSON.stringify(shownOf(session.value))) session.value = state.session
    ended.value = state.sessionEnded
    locked.value = state.locked
    known.value = true
    if (state.session) signOutFailed.value = false
    else recoveryCodesLeft.value = null
  }
  const agent = computed(() => session.value?.agent ?? null)
  const may = (permission: Permission) => agent.value?.permissions.includes(permission) ?? false
  return { session, ended, locked, known, signOutFailed, recoveryCodesLeft, agent, may, apply }
})
