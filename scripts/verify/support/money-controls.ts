/** Rules that are broken on purpose, one after the other: each must be noticed. And what is written past the program, into its tables. */
import { addDays } from '#shared/kernel/calendar.ts'
import { add, money, negate, subtract, zero } from '#shared/kernel/money.ts'
import { application, counterPostings, type Posting } from '../../../electron/backend/features/billing/ledger.ts'
import { rules, type Rules } from './memory-rules.ts'

const aCentMore = (postings: Posting[]): Posting[] =>
  postings.map((posting) => (posting.debit === 'unapplied' && posting.amount.amount % 2 === 1 ? { ...posting, amount: add(posting.amount, money(1)) } : posting))

const aCentLess = (posting: Posting): Posting => (posting.amount.amount > 1 ? { ...posting, amount: subtract(posting.amount, money(1)) } : posting)

export const broken: Record<string, Partial<Rules>> = {
  'application rounds a cent up': { application: (...given) => aCentMore(rules.application(...given)), creditPostings: (...given) => aCentMore(rules.creditPostings(...given)) },
  'a reversal mends nothing': { mending: () => [] },
  'a reversal takes twice from one bill': {
    mending: (unapplied, open, applied) => (unapplied.amount > 0 ? application(unapplied, open) : counterPostings(application(negate(unapplied), applied))),
  },
  'a reversal gives back a cent less': { counterPostings: (postings) => rules.counterPostings(postings).map((posting, line) => (line === 0 ? aCentLess(posting) : posting)) },
  'a billed charge is taken off what is unbilled': { billedChargeBackPostings: (amount) => [{ debit: 'revenue', credit: 'unbilled', amount }] },
  'what colleagues gave does not count': { withinLimits: (asked, limits, used) => rules.withinLimits(asked, limits, { ...used, credit: { ...used.credit, forCustomer: zero() } }) },
  'the day does not count': { withinLimits: (asked, limits, used) => rules.withinLimits(asked, limits, { ...used, credit: { ...used.credit, today: zero() } }) },
  'what colleagues charged does not count': { withinLimits: (asked, limits, used) => rules.withinLimits(asked, limits, { ...used, charge: { ...used.charge, forCustomer: zero() } }) },
  'the day does not count for charges': { withinLimits: (asked, limits, used) => rules.withinLimits(asked, limits, { ...used, charge: { ...used.charge, today: zero() } }) },
  'charges are counted with credits': { withinLimits: (asked, limits, used) => rules.withinLimits(asked, limits, { ...used, charge: used.credit }) },
  'a limit gives way by a cent': { withinLimits: (asked, limits, used) => rules.withinLimits(asked, { ...limits, perDay: limits.perDay + 1, perCustomer30Days: limits.perCustomer30Days + 1 }, used) },
  'a bill is credited beyond its amount': { requireWithinBill: () => undefined },
  'a charge is taken back without a limit': { creditExceeds: () => null },
  'an approver has no limit': { approverExceeds: () => null },
  'what a supervisor approves has no limit of a day': { approverExceeds: (asked, limits, used) => rules.approverExceeds(asked, limits, { ...used, credit: { ...used.credit, today: zero() } }) },
  'what nobody may approve is asked for': { beyondApproval: () => false },

  // Payments, and what the gateway says of them.
  'an answer that comes twice is posted twice': { takesAnswer: () => true },
  'silence is taken for a decline': { afterSilence: () => 'declined' },
  'silence is taken for a payment': { afterSilence: () => 'done' },
  'a charge goes out beside another': { mayCharge: () => true },
  'a charge is made whatever is owed by now': { isAsSeen: () => true },
  'the bill that was named is not paid first': { namedFirst: (open) => [...open] },
  'a payment has no bound': { mostOfOnePayment: () => money(1_000_000_000) },
  'checks have no limit of a day': { recordingExceeds: (amount, limits) => rules.recordingExceeds(amount, limits, zero()) },
  'a check has no limit at a time': { recordingExceeds: (amount, limits, today) => rules.recordingExceeds(amount, { ...limits, perPayment: limits.perDay }, today) },
  // Refunds and payments that are taken back.
  'a check is taken back without a limit': { takingBackExceeds: () => null },
  'refunds before it, and those that are out, do not count': { leftToRefund: ({ amount, currency }) => money(amount, currency) },
  'refunds have no limit of a day': { refundExceeds: (amount, limits) => rules.refundExceeds(amount, limits, zero()) },
  'a refund has no limit at a time': { refundExceeds: (amount, limits, today) => rules.refundExceeds(amount, { ...limits, perRefund: limits.perDay }, today) },
  'a declined refund stays in the day': { freedInTheDay: () => zero() },
  'who has recorded a check gives back what came before it': { mayRefundBeside: () => true },
  'who has given back records a check for it': { mayRecordBeside: () => true },
  'a charge that stands is taken back': { mayReverse: ({ refunded }) => refunded === 0 },
  'what was given back in part comes off as a whole': { mayReverse: ({ card }, returned) => card === returned },
  'a declined refund stays given': { freedByDecline: () => 0 },
  'points that are spent cost whoever gives the money back nothing': { lostOf: () => 0 },
  // Autopay.
  'a draft is tried a third time': { draftDay: (due, [first], held) => rules.draftDay(due, first ? [first] : [], held) },
  'a declined draft is not tried again': { draftDay: (due, tried, held) => (tried.length > 0 ? null : rules.draftDay(due, tried, held)) },
  'a promise holds no draft': { draftDay: (due, tried) => rules.draftDay(due, tried, '') },
  'what the bank has returned is drafted again': { holdsReturned: () => false },
  'a draft comes a day early': { draftedOn: (day, today) => rules.draftedOn(day, today) || day === addDays(today, 1) },
  'a draft that is late is made whenever': { draftedOn: (day, today) => day <= today },
  // Promises.
  'half of what was promised keeps it': { promiseState: (of, today) => rules.promiseState({ ...of, amount: Math.ceil(of.amount / 2) }, today) },
  'a promise is never broken': { promiseState: (of, today) => (rules.promiseState(of, today) === 'broken' ? of.state : rules.promiseState(of, today)) },
  'a promise is broken while a charge is out': { promiseState: (of, today) => rules.promiseState({ ...of, charging: false }, today) },
  // Points.
  'what ends last is spent first': { endsFirst: (a, b) => rules.endsFirst(b, a) },
  'points go below nothing': { takenFrom: (batches, points) => rules.takenFrom(batches, points).map((posting, index) => (index === 0 ? { ...posting, points: posting.points - 1 } : posting)) },
  'half a dollar earns a point': { pointsFor: (paid) => Math.round(paid / 100) },
  'a redemption is worth a cent more': { creditFor: (points, rate) => { const credit = rules.creditFor(points, rate); return credit && add(credit, money(1)) } },
  'what comes back has no days left': { restoredUntil: ({ expiresOn }) => expiresOn },
  'what is owed in points is forgotten': { owedOf: () => 0 },
  'goodwill has no limit of a day': { goodwillExceeds: (points, limits, used) => rules.goodwillExceeds(points, limits, { ...used, today: 0 }) },
  'goodwill of colleagues does not count': { goodwillExceeds: (points, limits, used) => rules.goodwillExceeds(points, limits, { ...used, forCustomer: 0 }) },
  'credits do not count towards goodwill': { goodwillExceeds: (points, limits, used) => rules.goodwillExceeds(points, limits, { ...used, credit: { limit: 10_000_000, left: 10_000_000 } }) },
  'goodwill does not count towards credits': { worthOf: () => zero() },
  'goodwill that is spent in part is taken back': { wholeGift: () => true },
}

/** Into the tables of a database on which the program has run: the auditor must tell it by name. */
export const pastTheProgram: Record<string, { write: string; fault: string }> = {
  'a cent written into the ledger past the program': {
    write: `insert into ledger_posting (entry_id, line, billing_account_id, debit, credit, amount, currency)
      select entry_id, 1000, billing_account_id, 'concession', 'unapplied', 1, currency from ledger_posting limit 1`,
    fault: 'an account whose row is not what the ledger says',
  },
  'a point written past the program': {
    write: `insert into loyalty_posting (transaction_id, batch_id, points)
      select movement.id, batch.id, 1 from loyalty_transaction movement, loyalty_batch batch
      where not exists (select from loyalty_posting known where known.transaction_id = movement.id and known.batch_id = batch.id) limit 1`,
    fault: 'a batch of points that is not the sum',
  },
  'a refund counted past the program': {
    write: `update payment set refunded = refunded + 1 where id = (select id from payment where kind = 'payment' and refunded < amount limit 1)`,
    fault: 'a payment that is refunded by something else than its refunds',
  },
}
