/** What colleagues of the demo went through with a few customers before: one that waits for a visit, one that was cured, one that was given up. */
import type { Verdict } from '#shared/features/diagnostics/equipment.schema.ts'
import type { Said } from '#shared/features/diagnostics/guides.schema.ts'
import { judgeReading } from '#shared/features/diagnostics/judge-readings.ts'
import { findingsOf } from '#shared/features/diagnostics/run-guide.ts'
import type { Answer, DiagnosticRun, Outcome, TroubleTicket } from '#shared/features/diagnostics/runs.schema.ts'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import { nextTicketReference } from '../features/diagnostics/runs.queries.ts'
import { bulkInsert } from '../store/bulk-insert.ts'
import type { Transaction } from '../store/store.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
type Step = { step: string; answer: (at: string, id: () => string) => Answer }
type Past = { givenName: string; street: string; guideId: string; title: Said; daysAgo: number; by: string; steps: Step[]; outcome: Pick<Outcome, 'kind' | 'step' | 'note'> & { reason?: Said | null; workType?: string | null; skills?: string[] } }

const chose = (step: string, choice: number, question: Said, words: Said): Step => ({ step, answer: () => ({ kind: 'chosen', choice, question, words }) })
const measured = (step: string, check: 'online' | 'stability' | 'setTop' | 'wifi', verdict: Verdict, model: string, values: Parameters<typeof judgeReading>[0][]): Step => ({
  step, answer: (at, id) => ({ kind: 'measured', measurement: { id: id(), check, equipmentId: null, model, at, verdict, silence: null, readings: values.map((value) => judgeReading(value, null)) } }),
})
const acted = (step: string, action: 'reboot' | 'refreshSetTop', model: string): Step => ({ step, answer: (at, id) => ({ kind: 'acted', action, actionId: id(), model, state: 'done', finishedAt: at }) })

const everyDevice: Said = { en: 'Is every device without internet, or only one?', es: '¿Todos los dispositivos están sin internet, o solo uno?' }
const past: readonly Past[] = [
  {
    givenName: 'María', street: 'E 149th St', guideId: 'no-internet', title: { en: 'No internet', es: 'Sin internet' }, daysAgo: 2, by: 'Luz Carrión',
    steps: [
      chose('which-devices', 0, everyDevice, { en: 'All of them', es: 'Todos' }),
      measured('online', 'online', 'good', 'Harbor HG-4220', [{ measure: 'online', of: null, value: 1 }]),
      measured('stability', 'stability', 'bad', 'Harbor HG-4220', [{ measure: 'timeouts', of: null, value: 74 }, { measure: 'reboots', of: null, value: 5 }, { measure: 'uptime', of: null, value: 1.2 }]),
    ],
    outcome: { kind: 'visit', step: 'visit-upstream', note: null, reason: { en: 'Modem restarts by itself: noise on the way back', es: 'El módem se reinicia solo: ruido en el retorno' }, workType: 'noInternet', skills: ['internet'] },
  },
  {
    givenName: 'Siobhán', street: 'Sea Cliff Ave', guideId: 'no-tv-picture', title: { en: 'No TV picture', es: 'Sin imagen de TV' }, daysAgo: 12, by: 'Omar Zaki',
    steps: [
      chose('what-seen', 2, { en: 'What is on the screen?', es: '¿Qué se ve en la pantalla?' }, { en: 'It stands still', es: 'Está congelada' }),
      measured('set-top', 'setTop', 'bad', 'Norwood Box 3', [{ measure: 'reachable', of: null, value: 0 }]),
      acted('refresh', 'refreshSetTop', 'Norwood Box 3'),
      measured('set-top-again', 'setTop', 'good', 'Norwood Box 3', [{ measure: 'reachable', of: null, value: 1 }]),
    ],
    outcome: { kind: 'solved', step: 'solved', note: null },
  },
  {
    givenName: 'Wei', street: '58th St', guideId: 'wifi', title: { en: 'Wi-Fi', es: 'Wi-Fi' }, daysAgo: 6, by: 'Bo Tran',
    steps: [measured('wifi', 'wifi', 'bad', 'Harbor HG-6100', [{ measure: 'airtime', of: '2.4 GHz, 6', value: 91.4 }, { measure: 'clients', of: '2.4 GHz, 6', value: 22 }, { measure: 'weakestClient', of: null, value: -78 }])],
    outcome: { kind: 'left', step: null, note: 'Caller had to leave, calls back in the evening.' },
  },
]

export async function insertDemoRuns(trx: Transaction, clock: Clock): Promise<void> {
  for (const each of past) {
    const found = await trx.selectFrom('customer').select('id').where('givenName', '=', each.givenName).where('street', '=', each.street).where('status', '=', 'active').orderBy('id').executeTakeFirst()
    if (found) await insertRun(trx, clock, found.id, each)
  }
}

async function insertRun(trx: Transaction, clock: Clock, customerId: string, { guideId, title, daysAgo, by, steps, outcome: { reason = null, workType = null, skills = [], ...outcome } }: Past): Promise<void> {
  const id = () => newId(clock)
  const at = (step: number): string => isoInstant(clock.now() - daysAgo * DAY + step * MINUTE)
  const first: DiagnosticRun['trail']['entries'][number] = { step: 'outage', at: at(0), by, standing: 'on', answer: { kind: 'outage', references: [] } }
  const entries = [first, ...steps.map(({ step, answer }, index): typeof first => ({ step, at: at(index + 1), by, standing: 'on', answer: answer(at(index + 1), id) }))]
  const end = at(steps.length + 1)
  const ticket: TroubleTicket | null = reason && {
    id: id(), customerId, version: 1, reference: await nextTicketReference(trx), status: 'open', title, reason, findings: { list: findingsOf(entries) }, visits: { list: [] }, followUp: 'visit', workType, runId: id(), contactId: null,
    openedAt: end, openedBy: by, closedAt: null, closedBy: null, closeText: null,
  }
  const run: DiagnosticRun = {
    id: ticket?.runId ?? id(), customerId, version: steps.length + 2, contactId: null, guideId, guideVersion: 1, title, state: 'ended', startedAt: at(0), startedBy: by, changedAt: end, changedBy: by, trail: { entries },
    outcome: { ...outcome, reason, workType, skills, references: [] }, ticketId: ticket?.id ?? null,
  }
  await bulkInsert(trx, 'diagnosticRun', [run])
  if (ticket) await bulkInsert(trx, 'troubleTicket', [ticket])
}
