/** Whether a colleague can sign in, in a sentence. */
import type { AgentSignIn } from '#shared/features/session/agents.schema.ts'
import type { Formats } from '../../app/format.ts'
import type { Translate } from '../../app/use-text.ts'

export function agentSentence({ disabled, lock, wrongPasswords, wrongCodes }: AgentSignIn, { t, formats }: { t: Translate; formats: Formats }): string {
  if (disabled) return t('agents.disabled')
  if (!lock) return t('agents.active')
  const words = lock.until === null ? (lock.everywhere ? 'lockedForGood' : 'sourceForGood') : lock.everywhere ? 'lockedUntil' : 'sourceUntil'
  return `${t(`agents.${words}`, { time: lock.until === null ? '' : formats.time(lock.until) })} ${t('agents.failures', { passwords: wrongPasswords, codes: wrongCodes })}`
}
