/** Steps, findings and outcomes as lines that a colleague reads. */
import type { Answer, DiagnosticRun, Finding, TicketVisit, TroubleTicket } from '#shared/features/diagnostics/runs.schema.ts'
import type { Formats } from './format.ts'
import type { InLanguage } from './said.ts'
import type { Translate } from './use-text.ts'
import { measuredText } from './reading-words.ts'

type In = { t: Translate; formats: Formats; said: InLanguage }

export function answerText(answer: Answer, { t, formats, said }: In): string {
  switch (answer.kind) {
    case 'outage': return answer.references.length > 0 ? t('diagnose.outcomes.outage', { references: answer.references.join(', ') }) : t('diagnose.noOutage')
    case 'read': return t('diagnose.readOut')
    case 'chosen': return `${said(answer.question)} ${said(answer.words)}`
    case 'measured': return measuredText(answer.measurement, t, formats)
    case 'acted': return `${t(`diagnose.actions.${answer.action}`)}: ${t(`diagnose.states.${answer.state}`)}`
    case 'judged': return judgedText(answer, t)
    case 'byHand': return byHandText(answer, t)
  }
}

export function findingText(finding: Finding, { t, formats, said }: In): string {
  switch (finding.kind) {
    case 'said': return `${said(finding.question)} ${said(finding.words)}`
    case 'measured': return measuredText(finding, t, formats)
    case 'acted': return `${t(`diagnose.actions.${finding.action}`)}: ${t(`diagnose.states.${finding.state}`)}`
    case 'judged': return judgedText(finding, t)
    case 'byHand': return byHandText(finding, t)
    case 'left': return t('diagnose.leftBy', { name: finding.name, reach: finding.reach, time: formats.moment(finding.at), text: finding.text })
  }
}

type Of<K extends Answer['kind']> = Extract<Answer, { kind: K }>
const judgedText = ({ check, verdict }: Pick<Of<'judged'>, 'check' | 'verdict'>, t: Translate): string => t('diagnose.byHand.judged', { check: t(`diagnose.checks.${check}`), verdict: t(`diagnose.verdicts.${verdict}`) })
const byHandText = ({ action, state }: Pick<Of<'byHand'>, 'action' | 'state'>, t: Translate): string => t('diagnose.byHand.acted', { action: t(`diagnose.actions.${action}`), state: t(`diagnose.states.${state}`) })

export function outcomeText({ outcome }: Pick<DiagnosticRun, 'outcome'>, { t, said }: Pick<In, 't' | 'said'>): string {
  if (!outcome) return t('diagnose.runOpen')
  const text = t(`diagnose.outcomes.${outcome.kind}`, { references: outcome.references.join(', ') })
  return outcome.reason ? `${text}: ${said(outcome.reason)}` : text
}

/** `Visit V-20417, Nov 30, 10:40 AM, Walt Kirschner: parts missing`, with what was noted there below it. */
export function ticketVisitText({ reference, at, by, outcome, note }: TicketVisit, { t, formats }: Pick<In, 't' | 'formats'>): string {
  const named = { reference, time: formats.moment(at), outcome: t(`board.work.outcomes.${outcome}`) }
  return [by === null ? t('diagnose.visitEnded', named) : t('diagnose.visitEndedBy', { ...named, who: by }), note].filter(Boolean).join('\n')
}

/** Empty while it is open. Without words of a person its visit has closed it. */
export function ticketClosedText({ closedAt, closedBy, closeText, visits }: TroubleTicket, { t, formats }: Pick<In, 't' | 'formats'>): string {
  if (closedAt === null) return ''
  const [time, visit] = [formats.moment(closedAt), visits.list.findLast(({ outcome }) => outcome === 'done')]
  return closeText === null && visit ? t('diagnose.closedByVisit', { reference: visit.reference, time }) : t('diagnose.closedBy', { who: closedBy ?? '', time, text: closeText ?? '' })
}
