/** The state of the line to the backend in words: what it is, and what works. */
import { assertNever } from '#shared/kernel/app-error.ts'
import type { DeskState } from '#shared/features/workspace/workspace.schema.ts'
import type { MessageKey } from '../../app/i18n.ts'

export type Tone = 'done' | 'look' | 'stop' | 'info'
export type ConnectivityText = { tone: Tone; short: MessageKey; long: MessageKey }

export function connectivityText(line: DeskState['connectivity']): ConnectivityText {
  if (line.problem === 'incompatible') return { tone: 'stop', short: 'line.incompatible', long: 'line.incompatibleLong' }
  if (line.problem === 'nonsense') return { tone: 'stop', short: 'line.nonsense', long: 'line.nonsenseLong' }
  switch (line.state) {
    case 'online':
      return line.problem === 'slow'
        ? { tone: 'look', short: 'line.slow', long: 'line.slowLong' }
        : { tone: 'done', short: 'line.online', long: 'line.onlineLong' }
    case 'connecting': return { tone: 'info', short: 'line.connecting', long: 'line.connectingLong' }
    case 'offline': return { tone: 'look', short: 'line.offline', long: 'line.offlineLong' }
    default: return assertNever(line.state)
  }
}
