/** A desk whose agent's role has other rights hears of it, and asks for the session: nobody signs in again for it. */
import { afterEach, expect, it, vi } from 'vitest'
import { demoPassword, startSmallBackend, type SmallBackend } from './support/small-backend.ts'
import { agentNamed } from './support/rows.ts'
import { failure, openDesk, type TestDesk } from './support/test-desk.ts'

let backend: SmallBackend
let desk: TestDesk
afterEach(async () => {
  await desk.stop()
  await backend.close()
})

it('follows the rights of its role while it is open', async () => {
  const agent = agentNamed('ana', 1, { permissions: ['customers.read'] })
  backend = await startSmallBackend([agent])
  desk = openDesk({ backendUrl: backend.url })
  await desk.window.session.signIn({ userName: 'ana', password: demoPassword })
  await vi.waitFor(() => expect(backend.sockets.size).toBe(1))
  expect(await failure(desk.window.session.roles())).toMatchObject({ code: 'forbidden', data: { permission: 'roles.read' } })
  agent.permissions.push('roles.read')
  backend.say({ type: 'rights' })
  await desk.until(({ session }) => session?.agent.permissions.includes('roles.read') ?? false)
  agent.permissions.pop()
  backend.say({ type: 'rights' })
  await desk.until(({ session }) => session?.agent.permissions.includes('roles.read') === false)
  expect(await failure(desk.window.session.roles())).toMatchObject({ code: 'forbidden' })
  // Whoever was not at the line did not hear of it: the next greeting tells.
  agent.permissions.push('roles.read')
  for (const socket of backend.sockets) socket.terminate()
  await desk.until(({ session }) => session?.agent.permissions.includes('roles.read') ?? false)
})
