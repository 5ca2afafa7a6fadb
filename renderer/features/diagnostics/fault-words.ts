/** What is wrong with a guide, as a line that leads to its place. */
import type { GuideFault } from '#shared/features/diagnostics/read-guide.ts'
import type { Translate } from '../../app/use-text.ts'

export function faultText({ what, line, step, detail }: GuideFault, t: Translate): string {
  const where = [line === null ? null : t('diagnose.guides.line', { line }), step === null ? null : t('diagnose.guides.step', { step })].filter(Boolean).join(', ')
  const said = t(`diagnose.guides.fault.${what}`, { detail: detail ?? '' })
  return where ? `${where}: ${said}` : said
}
