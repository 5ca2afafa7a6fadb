import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import { AppError } from '#shared/kernel/app-error.ts'
import type { DeskState } from '#shared/features/workspace/workspace.schema.ts'

const session = vi.hoisted(() => ({ signOut: vi.fn<() => Promise<object>>() }))
vi.mock('../bridge/client.ts', () => ({ bridge: { session } }))
const { signOut } = await import('./sign-out.ts')
const { useSession } = await import('../../stores/session.ts')

beforeEach(() => setActivePinia(createPinia()))

it('tells on the sign-in page that a full disk kept the desk from being cleared, until somebody is signed in', async () => {
  session.signOut.mockRejectedValueOnce(new AppError('limitExceeded', { limit: 0, left: 0, unit: 'disk' }))
  await signOut()
  expect(useSession().signOutFailed).toBe(true)
  useSession().apply({ session: null, sessionEnded: null } as DeskState)
  expect(useSession().signOutFailed).toBe(true)
  useSession().apply({ session: { agent: { id: 'a' } }, sessionEnded: null } as DeskState)
  expect(useSession().signOutFailed).toBe(false)
})

it('says nothing of one that went well', async () => {
  session.signOut.mockResolvedValueOnce({})
  await signOut()
  expect(useSession().signOutFailed).toBe(false)
})
