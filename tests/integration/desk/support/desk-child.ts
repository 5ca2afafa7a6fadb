/**
 * A desk in a process of its own, to be killed: signs in if need be, writes numbered notes one after the other, and
 * says on stdout what it was told is stored. Arguments: file, backend, first number, how many.
 */
import { randomUUID } from 'node:crypto'
import { demoPassword } from './small-backend.ts'
import { idOf } from './rows.ts'
import { openDesk } from './test-desk.ts'

const [, , cacheFile = '', backendUrl = '', first = '0', count = '0'] = process.argv
const desk = openDesk({ cacheFile, backendUrl, timing: { backoffBaseMs: 5 } })
const say = (line: string) => process.stdout.write(`${line}\n`)

const { session } = await desk.state()
if (!session) await desk.window.session.signIn({ userName: 'ana', password: demoPassword })
await desk.until((state) => !state.sync.first)
say('ready')
for (let number = Number(first); number < Number(first) + Number(count); number++) {
  await desk.window.interactions.addNote({ interactionId: randomUUID(), customerId: idOf(1, number % 3), disposition: 'resolved', text: `note ${number}` })
  say(`stored ${number}`)
}
await desk.until((state) => state.outbox.waiting === 0)
say('drained')
await desk.stop()
process.exit(0)
