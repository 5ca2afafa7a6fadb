/** What a line of the timeline says. */
import type { TimelineEntry } from '#shared/features/customers/account-view.schema.ts'
import { assertNever } from '#shared/kernel/app-error.ts'
import { formatPhone, type Formats } from '../../app/format.ts'
import { methodWords } from '../../app/method-words.ts'
import { answerText, outcomeText, ticketClosedText, ticketVisitText } from '../../app/run-words.ts'
import type { InLanguage } from '../../app/said.ts'
import type { Translate } from '../../app/use-text.ts'
import type { WallClock } from '../../app/wall-clock.ts'
import { uses } from '../../app/contact-uses.ts'
import { movementTitle, signedPoints } from '../../app/points-moved.ts'

export type TimelineWords = { what: string; by: string | null; result: string | null; text: string | null }
type Of<T extends TimelineEntry['type']> = Extract<TimelineEntry, { type: T }>['row']

/** `named`: names of services, as the history keeps them, in the window's language. */
type In = { t: Translate; formats: Formats; clock: WallClock; named: (english: string) => string; said: InLanguage }

export function timelineWords(entry: TimelineEntry, { t, formats, clock, named, said }: In): TimelineWords {
  switch (entry.type) {
    case 'interaction': return interactionWords(entry.row, t)
    case 'message': return messageWords(entry.row, t)
    case 'problemReport': return problemReportWords(entry, t)
    case 'payment': return paymentWords(entry.row, t, formats)
    case 'adjustment': return adjustmentWords(entry.row, t, formats)
    case 'points': return pointsWords(entry.row, t, formats)
    case 'bill': return billWords(entry.row, t, formats)
    case 'usageAlert': return usageAlertWords(entry.row, t, formats)
    case 'topUp': return topUpWords(entry.row, t, formats)
    case 'diagnosticRun': return runWords(entry.row, t, formats, said)
    case 'troubleTicket': return ticketWords(entry.row, t, formats, said)
    case 'visit': return visitLine(entry, { t, clock, said })
    case 'change': return changeWords(entry.row, t, formats, named)
    default: return assertNever(entry)
  }
}

function interactionWords(row: Of<'interaction'>, t: Translate): TimelineWords {
  const channel = t(`channel.${row.channel}`)
  const what = row.direction === 'internal' || row.channel === 'note' ? channel : `${channel} · ${t(`direction.${row.direction}`)}`
  return { what, by: row.by ?? t('timeline.byProgram'), result: row.disposition && t(`disposition.${row.disposition}`), text: row.text }
}

function messageWords(row: Of<'message'>, t: Translate): TimelineWords {
  const result = row.failure ? t(`message.failures.${row.failure}`) : t(`message.states.${row.state}`)
  return { what: t(`message.templates.${row.template}`), by: t(`message.to.${row.channel}`, { recipient: row.recipient }), result, text: null }
}

function problemReportWords({ row, problem }: Extract<TimelineEntry, { type: 'problemReport' }>, t: Translate): TimelineWords {
  const text = problem && [problem.reference, t(`outage.causes.${problem.cause}`), problem.nodes.join(', ')].filter(Boolean).join(' · ')
  return { what: t(problem?.kind === 'maintenance' ? 'timeline.calledAboutWork' : 'timeline.calledAboutOutage'), by: row.by, result: t(`timeline.telling.${row.tell}`), text }
}

function paymentWords(row: Of<'payment'>, t: Translate, formats: Formats): TimelineWords {
  const what = t(`payment.${row.kind}`, { amount: formats.money(row.amount, row.currency) })
  const became = row.state === 'declined' ? t(`pay.declineWhy.${row.declineReason ?? 'none'}`) : row.reversal?.reason
  const why = [row.reason, became].filter(Boolean).join('\n') || null
  const result = row.reversal ? t('timeline.decided', { state: t('payment.states.reversed'), who: row.reversal.by }) : row.state === 'done' ? null : t(`payment.states.${row.state}`)
  return { what, by: methodWords(row.method, t), result, text: why }
}

/** Its state is what it is now: a decision or a reversal is told at the entry of what it is about. */
function adjustmentWords(row: Of<'adjustment'>, t: Translate, formats: Formats): TimelineWords {
  const who = row.state === 'reversed' ? row.reversedBy : row.decidedBy
  const result = who ? t('timeline.decided', { state: t(`adjust.steps.${row.state}`), who }) : t(`adjust.states.${row.state}`)
  const text = [row.comment, row.reversalReason ?? row.decisionComment].filter(Boolean).join('\n')
  return { what: t(`adjust.${row.direction}`, { amount: formats.money(row.amount, row.currency) }), by: row.requestedBy, result, text }
}

/** Both a step and what took it back have an entry: each is of its own moment. */
function pointsWords(row: Of<'points'>, t: Translate, formats: Formats): TimelineWords {
  return { what: movementTitle(row, t, formats), by: row.by, result: t('rewards.points', { points: signedPoints(row.points, t, formats) }, Math.abs(row.points)), text: row.comment }
}

function billWords(row: Of<'bill'>, t: Translate, formats: Formats): TimelineWords {
  const what = t('timeline.bill', { amount: formats.money(row.amount, row.currency) })
  return { what, by: null, result: t('timeline.billDue', { date: formats.day(row.dueDate) }), text: null }
}

function usageAlertWords(row: Of<'usageAlert'>, t: Translate, formats: Formats): TimelineWords {
  const whole = (megabytes: number) => formats.number(Math.round(megabytes / 1000))
  const threshold = row.unit === 'percent' ? t('usage.share', { share: row.amount }) : t('usage.gigabytes', { amount: formats.number(row.amount) })
  const used = whole(row.usedMegabytes)
  const text = row.allowanceMegabytes === null ? t('usage.line.figuresUnlimited', { used }) : t('usage.line.figures', { used, allowance: whole(row.allowanceMegabytes) })
  return { what: t(`usage.line.${row.direction}`, { threshold }), by: t('timeline.byProgram'), result: t(`usage.delivery.${row.delivery}`), text }
}

/** What became of it is told at the entry of what it is about. */
function topUpWords(row: Of<'topUp'>, t: Translate, formats: Formats): TimelineWords {
  const amount = t('usage.gigabytes', { amount: formats.number(row.megabytes / 1000) })
  const what = t('usage.line.topUp', { amount, price: formats.money(row.amount, row.currency) })
  return { what, by: row.addedBy, result: row.takenBackBy && t('usage.line.takenBack', { who: row.takenBackBy }), text: null }
}

/** What was measured and done; the rest of the steps is in the panel. */
function runWords(row: Of<'diagnosticRun'>, t: Translate, formats: Formats, said: InLanguage): TimelineWords {
  const seen = row.trail.entries.filter(({ answer: { kind } }) => kind === 'measured' || kind === 'acted' || kind === 'judged' || kind === 'byHand').map(({ answer }) => answerText(answer, { t, formats, said }))
  return { what: t('diagnose.line', { title: said(row.title) }), by: row.startedBy, result: outcomeText(row, { t, said }), text: [...seen, row.outcome?.note].filter(Boolean).join('\n') || null }
}

/** Its findings stand at the run, on the line below. */
function ticketWords(row: Of<'troubleTicket'>, t: Translate, formats: Formats, said: InLanguage): TimelineWords {
  const text = [...row.visits.list.map((visit) => ticketVisitText(visit, { t, formats })), ticketClosedText(row, { t, formats })].filter(Boolean).join('\n') || null
  return { what: t('diagnose.lineTicket', { reference: row.reference, reason: said(row.reason) }), by: row.openedBy, result: t(`diagnose.ticketStates.${row.status}`), text }
}

/** What it has become stands in its one line; when and by whom each step was taken is in the audit. */
function visitLine({ row, work, technicianName }: Extract<TimelineEntry, { type: 'visit' }>, { t, clock, said }: Pick<In, 't' | 'clock' | 'said'>): TimelineWords {
  const state = row.status === 'confirmed' && row.confirmedBy === 'customer' ? t('timeline.visit.confirmedByCustomer') : t(`visit.status.${row.status}`)
  const why = row.endReason && (row.status === 'missed' || row.status === 'noShow' ? t('timeline.visit.settled', { why: t(`visit.endReason.${row.endReason}`) }) : t(`visit.endReason.${row.endReason}`))
  const when = [clock.dayWindow({ from: row.windowStart, to: row.windowEnd }), technicianName, row.moves > 0 ? t('timeline.visit.moved', { count: row.moves }, row.moves) : null].filter(Boolean).join(' · ')
  return { what: [t('timeline.visit.line', { reference: row.reference }), work && said(work)].filter(Boolean).join(' · '), by: row.bookedBy, result: [state, why].filter(Boolean).join(' · '), text: [when, row.reason, row.endNote].filter(Boolean).join('\n') }
}

function changeWords(row: Of<'change'>, t: Translate, formats: Formats, named: (english: string) => string): TimelineWords {
  const [before, after] = [row.before, row.after].map((value) => value && (row.what === 'product' ? named(value) : readable(row.what, value, t, formats)))
  const text = before && after ? t('timeline.fromTo', { before, after }) : after ? after : before ? t('timeline.removed', { before }) : null
  return { what: t(`change.${row.what}`), by: row.by ?? t('timeline.byProgram'), result: null, text }
}

function readable(what: Of<'change'>['what'], value: string, t: Translate, formats: Formats): string {
  const code = what === 'autopay' || what === 'paperless' ? codes.find((known) => known === value) : undefined
  if (code) return t(`changeTo.${code}`)
  if (what === 'autopay' || what === 'paymentMethod') return methodWords(value, t)
  if (what === 'contactMedium') return value.split(' · ').map((part) => contactPart(part, t)).join(' · ')
  return what === 'language' && /^[a-z]{2,3}(-\w+)?$/.test(value) ? formats.language(value) : value
}

/** Of autopay and paperless, where the history has no method. */
const codes = ['off', 'on', 'email', 'paper'] as const

/** The history keeps plain codes: `+19145550123 · mobile · preferred`. */
function contactPart(part: string, t: Translate): string {
  const use = uses.find((known) => known === part)
  if (use) return t(`contact.uses.${use}`)
  return part === 'preferred' ? t('contact.preferred') : formatPhone(part)
}
