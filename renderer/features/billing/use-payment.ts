/** Everything of the payment panel that is not its looks: what is typed, what it would pay, and what became of it. */
import { computed, ref, watch } from 'vue'
import type { AccountView } from '#shared/features/customers/account-view.schema.ts'
import type { PaymentTerms } from '#shared/features/billing/payments.schema.ts'
import { bridge } from '../../app/bridge/client.ts'
import { useDraft } from '../../app/draft.ts'
import { useOperatorDay } from '../../app/operator-day.ts'
import { useKeyedRead } from '../../app/use-keyed-read.ts'
import { concerns, concernsTable } from '../../app/use-live-read.ts'
import { useMoneySending } from '../../app/use-money-sending.ts'
import { useSession } from '../../stores/session.ts'
import { readAmount } from './amount-text.ts'
import { chosenMethod, emptyPayment, isEmptyPayment, mergePayment, mostNow, paymentInput, paymentProblems, REFERENCE_LIMIT, revivePayment, type PaymentDraft } from './payment-draft.ts'
import { openBills, openInAll, paymentEffect } from './payment-effect.ts'
import { typedAmount } from './proposal-words.ts'

export type ProposedAmount = { what: 'bill' | 'pastDue' | 'currentDue' | 'all'; amount: number }

/** What is usually asked for, each amount once; the first is what stands in the field until something else is typed. */
export function proposedAmounts({ billingAccount: account, bills }: Pick<AccountView, 'billingAccount' | 'bills'>, billId: string | null): ProposedAmount[] {
  if (!account) return []
  const all: ProposedAmount[] = [
    { what: 'bill', amount: bills.find(({ id }) => id === billId)?.remaining ?? 0 },
    { what: 'pastDue', amount: account.pastDue ?? 0 },
    { what: 'currentDue', amount: account.currentDue ?? 0 },
    { what: 'all', amount: openInAll(account) },
  ]
  return all.filter(({ amount }, index) => amount > 0 && all.findIndex((other) => other.amount === amount) === index)
}

/** @param startBillId the bill at which it was begun, where it was */
export function usePayment(view: () => AccountView, startBillId: string | null) {
  const customerId = view().customer.id
  const accountId = view().billingAccount?.id ?? null
  const session = useSession()
  const mayRecord = computed(() => session.may('billing.recordPayment'))
  const empty: PaymentDraft = { ...emptyPayment, way: view().paymentMethods.length || !mayRecord.value ? 'stored' : 'recorded', billIds: startBillId ? [startBillId] : [] }
  const draft = useDraft<PaymentDraft>({ customerId, key: 'payment', empty, isEmpty: isEmptyPayment, revive: revivePayment, merge: mergePayment })
  const typed = draft.value
  const { today } = useOperatorDay()
  // Kept before the right was taken away.
  watch(() => !mayRecord.value && typed.value.way === 'recorded', (barred) => void (barred && (typed.value.way = 'stored')), { immediate: true })

  const terms = useKeyedRead<PaymentTerms>(
    () => accountId,
    (billingAccountId, looked) => bridge.billing.paymentTerms({ customerId, billingAccountId, looked }),
    (event) => concerns(event, customerId) && concernsTable(event, 'billingAccount', 'customerBill', 'payment', 'adjustment'),
  )
  // While it is asked for again what was known stands.
  const known = ref<PaymentTerms | null>(null)
  watch(terms.data, (found) => void (found && (known.value = found)), { immediate: true })

  /** What is charged is what somebody has seen to be owed. Another figure that comes meanwhile is shown, and waits until it is taken note of. */
  const seen = ref<number | null>(null)
  watch(known, (now) => void (now && (seen.value ??= now.balance)), { immediate: true })
  const changed = computed(() => typed.value.way === 'stored' && known.value !== null && seen.value !== null && known.value.balance !== seen.value)
  const takeNote = () => void (seen.value = known.value?.balance ?? null)

  const proposals = computed(() => proposedAmounts(view(), startBillId))
  // What stood there when the panel was opened: an amount that was said to the customer does not change by itself.
  const [first] = proposals.value
  const proposed = first ? typedAmount({ amount: first.amount, currency: view().billingAccount?.currency ?? 'USD' }) : ''
  const amountText = computed({ get: () => typed.value.amount ?? proposed, set: (text: string) => void (typed.value.amount = text) })
  const amount = computed(() => readAmount(amountText.value))
  const most = computed(() => known.value && mostNow(known.value, typed.value.way))
  const tooMuch = computed(() => amount.value.amount !== null && most.value !== null && amount.value.amount > most.value)

  /** Until then somebody else records checks and cash here; null when this agent may. */
  const othersUntil = computed(() => (typed.value.way === 'recorded' ? (known.value?.recording?.othersUntil ?? null) : null))

  const open = computed(() => openBills(view().bills))
  const method = computed(() => chosenMethod(typed.value, view().paymentMethods, today.value))
  const problems = computed(() => paymentProblems(typed.value, method.value, today.value))
  const effect = computed(() => {
    const account = view().billingAccount
    return account && paymentEffect(amount.value.amount ?? 0, { bills: view().bills, account, billIds: typed.value.billIds })
  })
  /** A charge that the gateway has not answered: no other one is begun. */
  const waitingId = computed(() => (typed.value.way === 'stored' ? (known.value?.waitingFor ?? null) : null))
  const sound = computed(() => amount.value.problem === null && !tooMuch.value && othersUntil.value === null && Object.keys(problems.value).length === 0 && typed.value.reference.trim().length <= REFERENCE_LIMIT)

  const sending = useMoneySending({
    procedures: ['billing.takePayment', 'billing.recordPayment'], field: 'paymentId', draft, arrived: (id) => view().payments.some((row) => row.id === id),
  })
  const taken = computed(() => view().payments.find(({ id }) => id === sending.doneId.value) ?? null)
  async function send(): Promise<boolean> {
    if (!sound.value || amount.value.amount === null || accountId === null || seen.value === null) return false
    const id = sending.begin()
    const wanted = paymentInput(typed.value, { id, customerId, billingAccountId: accountId, amount: amount.value.amount, method: method.value, balanceSeen: seen.value }, open.value.map((bill) => bill.id))
    if (wanted) await sending.send(id, () => (wanted.kind === 'take' ? bridge.billing.takePayment(wanted.input) : bridge.billing.recordPayment(wanted.input)))
    // Where it was refused because something else is owed now, that is what is shown next.
    terms.reload()
    return wanted !== null
  }
  /** Paid is paid: the next one is upon what is owed after it. */
  function another(): void {
    sending.another()
    ;[known.value, seen.value] = [null, null]
    terms.reload()
  }
  return { draft, typed, today, terms, known, mayRecord, proposals, amountText, amount, most, tooMuch, othersUntil, open, method, problems, effect, waitingId, seen, changed, takeNote, send, another, sending, taken }
}
