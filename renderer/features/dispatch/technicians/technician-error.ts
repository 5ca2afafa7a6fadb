/** Why nothing was changed about a technician, in words. */
import { isAppError } from '#shared/kernel/app-error.ts'
import { errorText } from '../../../app/error-text.ts'
import type { Formats } from '../../../app/format.ts'
import { en } from '../../../app/locales/en.ts'
import type { Translate } from '../../../app/use-text.ts'

type Problem = keyof typeof en.technician.problems
const known = (message: string): message is Problem => message in en.technician.problems
const VISITS = 'visits.'

/** Of the work orders that are in the way; none where it is something else. */
export const visitsInTheWay = (error: unknown): string[] =>
  isAppError(error, 'validation') ? error.data.issues.filter(({ path }) => path.startsWith(VISITS)).map(({ path }) => path.slice(VISITS.length)) : []

export function technicianErrorText(error: unknown, t: Translate, formats: Formats): string {
  if (isAppError(error, 'offline')) return t('technician.notSent')
  if (isAppError(error, 'conflict') && error.data.stream === 'technician') return t('technician.conflict', { who: error.data.changedBy ?? '?' })
  if (isAppError(error, 'validation')) {
    const { issues } = error.data
    const nodes = issues.filter(({ path }) => path.startsWith('nodes.')).map(({ path }) => path.slice('nodes.'.length))
    if (nodes.length > 0) return t('technician.problems.nodes', { nodes: nodes.join(', ') })
    if (visitsInTheWay(error).length > 0) return t(issues[0]?.message === 'outside' ? 'technician.inTheWay.outside' : 'technician.inTheWay.toCome')
    const [first] = issues
    const [of, which = ''] = first?.path.split('.') ?? []
    if (first && of === 'days' && known(first.message)) return t('technician.onDay', { day: formats.dayHeading(which), problem: t(`technician.problems.${first.message}`) })
    if (first && known(first.message)) return t(`technician.problems.${first.message}`)
  }
  return errorText(error, t)
}
