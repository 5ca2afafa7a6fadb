/** Everything of the adjustment panel that is not its looks: what is typed, what it would do, and what became of it. */
import { computed, ref, watch } from 'vue'
import type { AccountView } from '#shared/features/customers/account-view.schema.ts'
import type { AdjustmentTerms } from '#shared/features/billing/adjustments.schema.ts'
import type { NextBill } from '#shared/features/billing/bill-document.schema.ts'
import { bridge } from '../../app/bridge/client.ts'
import type { OutageCredit } from '../../app/account-ui.ts'
import { useDraft } from '../../app/draft.ts'
import { useOperatorDay } from '../../app/operator-day.ts'
import { useKeyedRead } from '../../app/use-keyed-read.ts'
import { concerns, concernsTable } from '../../app/use-live-read.ts'
import { useMoneySending } from '../../app/use-money-sending.ts'
import { COMMENT_LIMIT, emptyAdjustment, inputOf, isEmptyAdjustment, mergeAdjustment, needsBill, problemsOf, reviveAdjustment, type AdjustmentDraft } from './adjustment-draft.ts'
import { effectOf } from './adjustment-effect.ts'
import { judgeLimits } from './adjustment-limits.ts'
import { readAmount } from './amount-text.ts'
import { likeGiven } from './like-given.ts'

/** What the terms and the next bill are made of. */
const moneyTables = ['billingAccount', 'customerBill', 'payment', 'adjustment']
const WITHOUT_BILL = 'account'

/** As the operator's list has it from the beginning (migration 0007); an operator who has taken it off chooses another. */
const OUTAGE_REASON = 'serviceOutage'

type Begun = { billId: string | null; outage: OutageCredit | null }
/** As the place at which it was begun says it. */
function emptyAt({ billId, outage }: Begun): AdjustmentDraft {
  if (outage) return { ...emptyAdjustment, target: 'outage', outage: outage.reference, reason: OUTAGE_REASON, periodStart: outage.from, periodEnd: outage.to }
  return billId ? { ...emptyAdjustment, target: 'bill', billId } : emptyAdjustment
}

/** @param begun the bill or the outage at which it was begun, where it was */
export function useAdjustment(view: () => AccountView, begun: Begun) {
  const customerId = view().customer.id
  const empty = emptyAt(begun)
  const untouched = JSON.stringify(empty)
  const isEmpty = (value: AdjustmentDraft): boolean => isEmptyAdjustment(value) || JSON.stringify(value) === untouched
  /** What was typed before stays; what it is for is what was pressed. */
  const revive = (stored: unknown): AdjustmentDraft | null => {
    const kept = reviveAdjustment(stored)
    if (!kept || !begun.outage || kept.outage === begun.outage.reference) return kept
    return { ...kept, ...empty, amount: kept.amount, comment: kept.comment }
  }
  const draft = useDraft<AdjustmentDraft>({ customerId, key: 'adjustment', empty, isEmpty, revive, merge: mergeAdjustment })
  const typed = draft.value
  const { today, dayOf } = useOperatorDay()

  const billId = computed(() => (needsBill(typed.value) ? typed.value.billId : null))
  const named = () => (view().billingAccount ? { billingAccountId: view().billingAccount?.id } : {})
  const terms = useKeyedRead<AdjustmentTerms>(
    () => billId.value ?? WITHOUT_BILL,
    (key, looked) => bridge.billing.adjustmentTerms({ customerId, looked, ...named(), ...(key === WITHOUT_BILL ? {} : { billId: key }) }),
    (event) => concerns(event, customerId) && concernsTable(event, ...moneyTables),
  )
  const next = useKeyedRead<NextBill | null>(
    () => customerId,
    async () => (await bridge.billing.nextBill({ customerId })).bill,
    (event) => concerns(event, customerId) && concernsTable(event, ...moneyTables),
  )
  // Of another bill the reasons and limits are the same; only its own figures are not.
  const known = ref<AdjustmentTerms | null>(null)
  watch(terms.data, (found) => void (found && (known.value = found)), { immediate: true })

  const reasons = computed(() => known.value?.reasons.filter(({ active, direction }) => active && direction === typed.value.direction) ?? [])
  const reason = computed(() => reasons.value.find(({ code }) => code === typed.value.reason) ?? null)
  const amount = computed(() => readAmount(typed.value.amount))
  const problems = computed(() => problemsOf(typed.value, reason.value, today.value))
  const verdict = computed(() => known.value && judgeLimits(known.value, typed.value.direction, amount.value.amount ?? 0))
  const effect = computed(() => {
    const account = view().billingAccount
    if (!known.value || !account) return null
    return effectOf({ direction: typed.value.direction, amount: amount.value.amount ?? 0, balance: known.value.figures.balance, account, next: next.data.value })
  })
  /** Given or asked for lately, and like this one. */
  const like = computed(() => likeGiven(view().adjustments, typed.value, { today: today.value, dayOf }))
  const sound = computed(() => amount.value.problem === null && Object.keys(problems.value).length === 0 && typed.value.comment.length <= COMMENT_LIMIT)

  const sending = useMoneySending({
    procedures: ['billing.submitAdjustment'], field: 'adjustmentId', draft, arrived: (id) => view().adjustments.some((row) => row.id === id),
  })
  const given = computed(() => view().adjustments.find(({ id }) => id === sending.doneId.value) ?? null)
  async function send(): Promise<boolean> {
    const account = view().billingAccount
    if (!sound.value || amount.value.amount === null || !reason.value || !account) return false
    const id = sending.begin()
    const input = inputOf(typed.value, { id, customerId, billingAccountId: account.id, amount: amount.value.amount, reason: reason.value })
    await sending.send(id, () => bridge.billing.submitAdjustment(input))
    return true
  }
  return { draft, typed, today, terms, next, known, reasons, reason, amount, problems, verdict, effect, like, sound, send, sending, given }
}
