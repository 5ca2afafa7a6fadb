/**
 * A desk in a process of its own, to be killed: gives numbered credits one after the other, each as a window does that
 * asks again until it is told, and says on stdout what it was told. Arguments: file, backend, first number, how many.
 */
import { demoPassword } from './small-backend.ts'
import { creditInput } from './rows.ts'
import { failure, openDesk } from './test-desk.ts'

const [, , cacheFile = '', backendUrl = '', first = '0', count = '0'] = process.argv
const desk = openDesk({ cacheFile, backendUrl, timing: { backoffBaseMs: 5, moneyMs: 2_000 } })
const say = (line: string) => process.stdout.write(`${line}\n`)

const { session } = await desk.state()
if (!session) await desk.window.session.signIn({ userName: 'ana', password: demoPassword })
await desk.until((state) => !state.sync.first && state.connectivity.state === 'online')
say('ready')
for (let number = Number(first); number < Number(first) + Number(count); number++) {
  const call = desk.window.billing.submitAdjustment(creditInput(1, number))
  const outcome = await call.then(({ outcome: how }) => how, () => null)
  say(`${outcome ?? (await failure(call)).code} ${number}`)
}
await desk.until((state) => state.outbox.waiting === 0)
say('drained')
await desk.stop()
process.exit(0)
