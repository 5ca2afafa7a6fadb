/** The backend on a server, under plain Node. */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '#shared/kernel/clock.ts'
import { isAppError } from '#shared/kernel/errors.ts'
import { addAgent } from './add-agent.ts'
import { readChatFrames, readEquipment, readPlaceHeader, readPortalUrl, readResetUnlocks, readSecondFactor, readServerOptions, readTrustedProxies, readVroomUrl, SERVER_HELP, serverFlags, signsNothing } from './server-options.ts'
import { NO_CHECKPOINTS } from './features/audit/daily-checkpoint.ts'
import { linkAgentByHand } from './link-agent.ts'
import { setPasswordByHand } from './set-password.ts'
import { newSecretsKey } from './secret-keys.ts'
import { unlockAgentByHand } from './unlock-agent.ts'
import { readChannels } from './messages/channel-options.ts'
import { readSignInOptions } from './single-sign-on-options.ts'
import { startBackend } from './start.ts'

/** What is done at the terminal, and ends. */
const errands = new Map<string, (args: string[]) => Promise<string>>([
  ['add-agent', (args) => addAgent(args, process.stdin)],
  ['set-password', (args) => setPasswordByHand(args, process.stdin)],
  ['unlock-agent', unlockAgentByHand],
  ['link-agent', linkAgentByHand],
  ['new-secrets-key', () => Promise.resolve(`${newSecretsKey()}\n`)],
])

async function run(): Promise<void> {
  const [command, ...rest] = process.argv.slice(2)
  const errand = errands.get(command ?? '')
  if (errand) return void process.stdout.write(rest.includes('--help') ? SERVER_HELP : await errand(rest))
  const { values } = parseArgs({ options: serverFlags, allowPositionals: false })
  if (values.help) return void process.stdout.write(SERVER_HELP)
  const options = readServerOptions(values)
  // The log has it too, where logs are collected; this is for whoever looks at the terminal, whatever the log's level is.
  if (signsNothing(options)) process.stderr.write(`Headend backend: ${NO_CHECKPOINTS}\n`)
  const running = await startBackend({
    ...options,
    channels: readChannels(process.env, systemClock),
    portalUrl: readPortalUrl(),
    supportPhone: process.env['HEADEND_SUPPORT_PHONE'] ?? null,
    equipmentAddress: readEquipment(),
    resetUnlocks: readResetUnlocks(),
    vroomUrl: readVroomUrl(),
    chatFrames: readChatFrames(),
    trustedProxies: readTrustedProxies(),
    placeHeader: readPlaceHeader(),
    secondFactor: readSecondFactor(),
    ...readSignInOptions(),
    // Beside this program in the built folder.
    pages: path.join(import.meta.dirname, '../renderer'),
    logLevel: process.env['HEADEND_LOG_LEVEL'] ?? 'info',
    onProgress: (step, done, total) => process.stdout.write(`${step} ${done}/${total}\n`),
  })
  process.stdout.write(`Headend backend ready at ${running.url}\n`)
  let stopping: Promise<void> | null = null
  const stop = (): void => {
    stopping ??= running.stop().then(() => process.exit(0), fail)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

/** For the administrator at the terminal: what is wrong and what to do, not where in the code. */
function fail(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error)
  const detail = isAppError(error, 'incompatible') ? `${error.data.detail}. Nothing was changed. Install the newer program.` : message
  process.stderr.write(`Headend backend: ${detail}\n`)
  process.exit(1)
}

await run().catch(fail)
