/** Rows for tests: complete and valid, with the few fields that a test is about. */
import { newId } from '../../shared/kernel/ids.ts'
import type { Row, StreamName } from '../../shared/features/sync/streams.ts'

let counter = 0
const next = (): number => ++counter

const defaults: { [S in StreamName]: (customerId: string) => Omit<Row<S>, 'id' | 'version'> } = {
  customer: () => ({
    accountNumber: `07810-${String(next()).padStart(6, '0')}`, kind: 'residential', givenName: 'Ana', familyName: 'Rivera',
    organizationName: null, language: 'en', status: 'active', statusReason: null, customerSince: '2017-03-01',
    houseNumber: '14', street: 'Maple St', unit: 'Apt 3B', city: 'Yonkers', stateOrProvince: 'NY', postalCode: '10701',
    latitude: 40.9312, longitude: -73.8988, node: 'YK-07', phones: [], emails: [], equipmentIds: [],
  }),
  contactMedium: (customerId) => ({
    customerId, mediumType: 'phone', use: 'mobile', value: '+19145550123', preferred: true,
    validFrom: '2026-01-02T03:04:05.678Z', changedBy: null,
  }),
  address: (customerId) => ({
    customerId, role: 'service', houseNumber: '14', street: 'Maple St', unit: null, city: 'Yonkers', stateOrProvince: 'NY',
    postalCode: '10701', latitude: 40.9312, longitude: -73.8988, node: 'YK-07', validFrom: '2017-03-01', validTo: null,
  }),
  alert: (customerId) => ({ customerId, severity: 'look', text: 'Dog', since: '2026-01-02T03:04:05.000Z', until: null }),
  characteristics: (customerId) => ({ customerId, values: { 'Avg Monthly GB': '27', camelCaseKey: 'kept' } }),
  accountChange: (customerId) => ({ customerId, at: '2026-01-02T03:04:05.000Z', by: null, what: 'imported', before: null, after: null }),
  billingAccount: (customerId) => ({
    customerId, currency: 'USD', pastDue: null, currentDue: null, upcoming: 8420, nextDueDate: null, nextBillDate: '2026-12-02',
    cycleDay: 2, autopay: false, paperless: true, paymentMethod: null, credit: null, unbilled: null, lifetimeCharges: null, lifetimeRefunds: null,
  }),
  customerBill: (customerId) => ({
    customerId, billingAccountId: newId(), billNumber: 'B1', billDate: '2026-11-02', dueDate: '2026-11-24', periodStart: '2026-10-02',
    periodEnd: '2026-11-01', currency: 'USD', amount: 8420, remaining: 8420, state: 'open',
  }),
  payment: (customerId) => ({
    customerId, billingAccountId: newId(), at: '2026-10-20T12:00:00.000Z', currency: 'USD', amount: 8420, kind: 'payment', method: 'Visa', state: 'done',
    paid: {}, refunded: 0, refundOf: null, by: null, reference: null, methodId: null, declineReason: null, reason: null, reversal: null,
  }),
  paymentMethod: (customerId) => ({
    customerId, kind: 'card', brand: 'Visa', lastFour: '4242', expiresOn: '2031-04', state: 'active', isDefault: false, addedAt: '2026-01-02T03:04:05.000Z',
  }),
  paymentPromise: (customerId) => ({
    customerId, billingAccountId: newId(), billId: newId(), currency: 'USD', amount: 4_000, promisedFor: '2026-12-01', state: 'open', madeAt: '2026-11-20T12:00:00.000Z', madeBy: 'Jo Doe',
  }),
  paymentLink: (customerId) => ({
    customerId, billingAccountId: newId(), purpose: 'pay', currency: 'USD', amount: 8_420, channel: 'email', recipient: 'a···@example.org', state: 'sent',
    sentAt: '2026-11-20T12:00:00.000Z', sentBy: 'Jo Doe', expiresAt: '2026-11-21T12:00:00.000Z', openedAt: null, usedAt: null, paymentId: null,
  }),
  adjustment: (customerId) => ({
    customerId, billingAccountId: newId(), direction: 'credit', currency: 'USD', amount: 800, requestedAmount: 800, reason: 'goodwill', comment: 'Sorry',
    target: 'account', billId: null, billLineId: null, outageReference: null, periodStart: null, periodEnd: null, state: 'posted',
    requestedAt: '2026-10-20T12:00:00.000Z', requestedBy: 'Jo Doe', requestedById: newId(),
    figures: { balance: 8420, pastDue: 0, billRemaining: null, creditsIn30Days: 0 }, decidedAt: null, decidedBy: null, decisionComment: null,
    reversedAt: null, reversedBy: null, reversalReason: null,
  }),
  serviceProblem: () => ({
    reference: `SP-${next()}`, kind: 'outage', standing: 'confirmed', phase: 'assessing', phaseSince: '2026-11-20T12:10:00.000Z', cause: 'fiberCut', services: ['internet', 'tv'], nodes: ['YK-07'],
    area: { ring: [[-73.9, 40.93], [-73.89, 40.93], [-73.89, 40.94]] }, beganAt: '2026-11-20T12:00:00.000Z', estimatedRestorationAt: null, restoredAt: null, customersAffected: 12, parentId: null,
    evidence: null, evidenceFacts: null, changedAt: '2026-11-20T12:10:00.000Z', changedBy: 'Jo Doe',
  }),
  serviceProblemUpdate: () => ({
    problemId: newId(), at: '2026-11-20T12:10:00.000Z', by: 'Jo Doe', standing: 'confirmed', phase: 'assessing', beganAt: '2026-11-20T12:00:00.000Z', estimatedRestorationAt: null, customersAffected: 12,
    services: ['internet', 'tv'], nodes: ['YK-07'], drawn: true, text: 'Crew called', facts: null,
  }),
  serviceProblemReport: (customerId) => ({ customerId, problemId: newId(), at: '2026-11-20T12:20:00.000Z', by: 'Jo Doe', contactId: null, tell: 'waiting', toldAt: null }),
  technician: () => ({
    name: 'Ana Ríos', skills: ['internet', 'tv'], languages: ['en', 'es'], startLatitude: 40.93, startLongitude: -73.89, region: 'Westchester', density: 'suburb', cities: ['Yonkers'], postalCodes: [], nodes: [], area: null, active: true,
    changedAt: '2026-11-20T12:10:00.000Z', changedBy: 'Jo Doe',
  }),
  technicianShift: () => ({
    technicianId: newId(), day: '2026-11-24', startAt: '2026-11-24T13:00:00.000Z', endAt: '2026-11-24T22:00:00.000Z', breakMinutes: 30, breakFrom: '2026-11-24T16:30:00.000Z', breakTo: '2026-11-24T18:00:00.000Z',
    absence: null, absentFrom: null, changedAt: '2026-11-20T12:10:00.000Z', changedBy: 'Jo Doe',
  }),
  timeSlot: () => ({ fromMinute: 480, toMinute: 600, active: true, changedAt: '2026-11-20T12:10:00.000Z', changedBy: 'Jo Doe' }),
  workType: () => ({
    code: `noInternet${next()}`, names: { en: 'No internet', es: 'Sin internet' }, kind: 'repair', minutes: 60, skills: ['internet'], timeSlotIds: [], priority: 5, checklist: { items: [{ en: 'Levels measured', es: 'Niveles medidos' }] }, active: true,
    changedAt: '2026-11-20T12:10:00.000Z', changedBy: 'Jo Doe',
  }),
  appointment: (customerId) => ({
    customerId, reference: `V-${next()}`, workTypeId: newId(), status: 'booked', windowStart: '2026-11-24T13:00:00.000Z', windowEnd: '2026-11-24T15:00:00.000Z', reason: 'No picture', contactName: 'Ida Doe', contactPhone: '+19145550123',
    language: 'en', accessNotes: 'Bell is broken', dogs: false, adultAtHome: true, hasGateCode: false, contactId: null, bookedAt: '2026-11-20T12:10:00.000Z', bookedBy: 'Jo Doe', confirmedAt: null, confirmedBy: null, moves: 0,
    endReason: null, endNote: null, changedAt: '2026-11-20T12:10:00.000Z', changedBy: 'Jo Doe',
  }),
  workOrder: (customerId) => ({
    customerId, reference: `WO-${next()}`, appointmentId: null, followUpOf: null, workTypeId: newId(), minutes: 60, skills: ['internet'], speaks: null, priority: 5, status: 'planned', technicianId: null, plannedStart: null, plannedEnd: null,
    travelSeconds: null, pinned: false, latitude: 40.94, longitude: -73.88, city: 'Yonkers', postalCode: '10701', node: 'YK-07', onTheWayAt: null, startedAt: null, endedAt: null,
    checklist: { items: [{ en: 'Levels measured', es: 'Niveles medidos', done: false }] }, parts: { items: [] }, photos: [], outcome: null, outcomeNote: null, signature: null, followUp: null, findings: ['Downstream −14 dBmV'], runId: null,
    changedAt: '2026-11-20T12:10:00.000Z', changedBy: 'Jo Doe',
  }),
  plantElement: () => ({ code: `YK-${next()}`, kind: 'node', parentCode: 'YK', latitude: 40.9312, longitude: -73.8988, premises: 42, modems: 40, city: null }),
  diagnosticRun: (customerId) => ({
    customerId, contactId: null, guideId: 'no-internet', guideVersion: 1, title: { en: 'No internet', es: 'Sin internet' }, state: 'ended', startedAt: '2026-11-20T12:20:00.000Z', startedBy: 'Jo Doe',
    changedAt: '2026-11-20T12:24:00.000Z', changedBy: 'Jo Doe', ticketId: null,
    trail: { entries: [{ step: 'outage', at: '2026-11-20T12:20:00.000Z', by: 'Jo Doe', standing: 'on', answer: { kind: 'outage', references: [] } }] },
    outcome: { kind: 'solved', step: 'solved', reason: null, workType: null, skills: [], references: [], note: null },
  }),
  troubleTicket: (customerId) => ({
    customerId, reference: `TT-${next()}`, status: 'open', title: { en: 'No internet', es: 'Sin internet' }, reason: { en: 'Weak signal', es: 'Señal débil' }, followUp: 'visit', workType: 'repair', runId: newId(),
    findings: { list: [{ kind: 'measured', at: '2026-11-20T12:22:00.000Z', check: 'signal', verdict: 'bad', readings: [{ measure: 'downstreamPower', of: '603 MHz', value: -17.2, limits: { low: -15, lowGood: -7, highGood: 7, high: 15 }, verdict: 'bad' }] }] },
    visits: { list: [] }, contactId: null, openedAt: '2026-11-20T12:24:00.000Z', openedBy: 'Jo Doe', closedAt: null, closedBy: null, closeText: null,
  }),
  product: (customerId) => ({
    customerId, kind: 'internet', name: 'Internet 500', detail: null, status: 'active', currency: 'USD', monthlyPrice: 6000,
    startedOn: '2017-03-01', endsOn: null, contractTerm: 'monthToMonth', contractEndsOn: null, offeringCode: null,
  }),
  productOrder: (customerId) => ({
    customerId, billingAccountId: newId(), state: 'scheduled', currency: 'USD', change: { items: [], effective: 'nextCycle', date: null }, effectiveOn: '2026-12-02',
    summary: { ended: [], started: [] }, figures: { monthly: { before: 0, after: 0 }, fees: [], discounts: [], contracts: [], bills: [] }, fingerprint: '',
    orderedAt: '2026-11-20T12:00:00.000Z', orderedBy: 'Jo Doe', doneAt: null, cancelledAt: null, cancelledBy: null,
  }),
  equipment: (customerId) => ({
    customerId, kind: 'modem', model: 'CM-3', serialNumber: null, macAddress: null, ownership: 'rented', installedOn: null,
  }),
  usageConsumption: (customerId) => ({ customerId, kind: 'cycle', periodStart: '2026-11-02', periodEnd: null, usedMegabytes: 812_000, allowanceMegabytes: null, toppedUpMegabytes: 0 }),
  usageAlert: (customerId) => ({ customerId, unit: 'percent', amount: 90, channel: 'email', state: 'active', setAt: '2026-11-20T12:00:00.000Z', setBy: 'Jo Doe' }),
  usageAlertEvent: (customerId) => ({
    customerId, usageConsumptionId: newId(), usageAlertId: newId(), unit: 'percent', amount: 90, direction: 'over', generation: 1, at: '2026-11-20T12:00:00.000Z',
    usedMegabytes: 1_090_000, allowanceMegabytes: 1_200_000, channel: 'email', delivery: 'queued',
  }),
  usageTopUp: (customerId) => ({
    customerId, usageConsumptionId: newId(), billingAccountId: newId(), name: 'Extra Data 100 GB', megabytes: 100_000, currency: 'USD', amount: 1_500, state: 'active',
    addedAt: '2026-11-20T12:00:00.000Z', addedBy: 'Jo Doe', takenBackAt: null, takenBackBy: null,
  }),
  loyaltyBatch: (customerId) => ({
    customerId, origin: 'earned', transactionId: newId(), earnedOn: '2026-01-02', expiresOn: '2027-01-02', points: 84, remaining: 60, givenBy: null,
  }),
  loyaltyTransaction: (customerId) => ({
    customerId, kind: 'goodwill', points: 200, at: '2026-01-02T03:04:05.000Z', by: 'Jo Doe', comment: 'Sorry', earnedFor: null, sourceId: null, reverses: null,
    billingAccountId: null, amount: null, currency: null,
  }),
  communicationMessage: (customerId) => ({
    customerId, at: '2026-01-02T03:04:05.000Z', channel: 'email', template: 'bill', language: 'en', recipient: 'a···@example.org', by: null, state: 'sent', failure: null,
    sentAt: '2026-01-02T03:04:06.000Z',
  }),
  interaction: (customerId) => ({
    customerId, channel: 'note', direction: 'internal', at: '2026-01-02T03:04:05.000Z', by: 'Jo Doe', disposition: 'resolved', text: 'Line one\nLine “two”',
  }),
}

export function makeRow<S extends StreamName>(stream: S, overrides: Partial<Row<S>> = {}): Row<S> {
  const { customerId = newId() } = overrides as { customerId?: string }
  return { id: newId(), version: 1, ...defaults[stream](customerId), ...overrides } as Row<S>
}
