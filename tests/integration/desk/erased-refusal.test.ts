/** The backend may say that a customer was erased before their row says it, such as to a desk that was away: what was typed for them is not kept. */
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AppError } from '#shared/kernel/errors.ts'
import { agentNamed, customerRow, idOf } from './support/rows.ts'
import { demoPassword, startSmallBackend, type SmallBackend } from './support/small-backend.ts'
import { openDesk, temporaryFile, type TestDesk } from './support/test-desk.ts'

const text = 'typed~for~them'
let backend: SmallBackend
let file: ReturnType<typeof temporaryFile>
let desk: TestDesk
beforeEach(async () => {
  file = temporaryFile()
  backend = await startSmallBackend([agentNamed('ana', 1)])
  backend.put('customer', customerRow(1))
  // Without a key, so that what lies in the file is seen.
  desk = openDesk({ cacheFile: file.path, cacheKey: null, backendUrl: backend.url })
  await desk.window.session.signIn({ userName: 'ana', password: demoPassword })
  await desk.until((state) => !state.sync.first && state.sync.state === 'idle')
})
afterEach(async () => {
  await desk.stop()
  await backend.close()
  file.remove()
})

const inFiles = () => readdirSync(file.directory).some((name) => readFileSync(join(file.directory, name), 'latin1').includes(text))

it.each([
  ['erased', 0, false],
  // The control: any other refusal waits for the agent, with what they typed.
  ['notClosed', 1, true],
])('a command that is refused as %s', async (message, refused, kept) => {
  backend.refusal = () => new AppError('validation', { issues: [{ path: 'customerId', message }] })
  await desk.window.interactions.addNote({ customerId: idOf(1, 1), interactionId: randomUUID(), disposition: 'resolved', text: text.repeat(200) })
  const { outbox } = await desk.until((state) => state.outbox.waiting === 0)
  expect(outbox).toEqual({ waiting: 0, refused })
  await desk.stop()
  expect(inFiles()).toBe(kept)
})
