/** Everything of the plan panel that is not its looks: what is chosen, what it would do, and what became of it. */
import { computed } from 'vue'
import { dateOf, dayOf } from '#shared/kernel/calendar.ts'
import { isAppError } from '#shared/kernel/app-error.ts'
import type { ProductOffering } from '#shared/features/catalog/offerings.schema.ts'
import type { PlanChange, PlanPreview } from '#shared/features/catalog/orders.schema.ts'
import { planChange } from '#shared/features/catalog/plan-change.ts'
import { nextCycleOn, secondBillDay } from '#shared/features/catalog/plan-days.ts'
import type { AccountView } from '#shared/features/customers/account-view.schema.ts'
import { bridge } from '../../app/bridge/client.ts'
import { useDraft } from '../../app/draft.ts'
import { useOperatorDay } from '../../app/operator-day.ts'
import { useKeyedRead } from '../../app/use-keyed-read.ts'
import { concerns, concernsTable } from '../../app/use-live-read.ts'
import { useMoneySending } from '../../app/use-money-sending.ts'
import { changeOf, choicesOf, extrasOf, freshPlan, isEmptyPlan, itemsOf, mergePlan, revivePlan, slotsOf, type PlanDraft } from './plan-draft.ts'

const tables = ['product', 'productOrder', 'billingAccount', 'customerBill', 'adjustment', 'address', 'customer']

export function usePlanChange(view: () => AccountView) {
  const customerId = view().customer.id
  const { today } = useOperatorDay()
  const draft = useDraft<PlanDraft>({ customerId, key: 'planChange', empty: freshPlan(), isEmpty: isEmptyPlan, revive: revivePlan, merge: mergePlan })
  const typed = draft.value

  const catalog = useKeyedRead<readonly ProductOffering[]>(() => customerId, async () => (await bridge.catalog.offerings()).offerings)
  const offerings = computed(() => catalog.data.value ?? [])
  const slots = computed(() => slotsOf({ products: view().products, offerings: offerings.value, today: today.value }))
  const customerKind = computed(() => view().customer.kind)
  const choices = (kind: Parameters<typeof choicesOf>[0]) => choicesOf(kind, offerings.value, { today: today.value, customerKind: customerKind.value, held: slots.value })
  const extras = computed(() => extrasOf(slots.value, choices('addOn')))
  const wanted = computed(() => itemsOf(typed.value, slots.value, extras.value, offerings.value))
  const change = computed(() => changeOf(typed.value, wanted.value.items))
  const days = computed(() => billDays(view(), today.value))

  /** What is known here already: the same rules as the backend's, before anything is asked. */
  const plan = computed(() => {
    const { effective, date } = change.value
    const effectiveOn = effective === 'now' ? today.value : effective === 'nextCycle' ? (days.value?.nextCycleOn ?? null) : date
    return planChange(wanted.value.items, {
      customerKind: customerKind.value, status: view().customer.status, currency: view().billingAccount?.currency ?? 'USD', today: today.value, effectiveOn,
      latestOn: days.value?.latestOn ?? null, notBefore: null,
      pendingOn: view().orders.find(({ state }) => state === 'scheduled')?.effectiveOn ?? null,
      movesOn: view().addresses.find(({ role, validFrom }) => role === 'service' && validFrom !== null && validFrom > today.value)?.validFrom ?? null,
      offerings: offerings.value, products: view().products,
    })
  })
  const key = computed(() => (catalog.data.value && plan.value.refusals.length === 0 ? JSON.stringify(change.value) : null))
  const read = useKeyedRead<PlanPreview>(
    () => key.value,
    (chosen, looked) => bridge.catalog.planPreview({ customerId, ...(JSON.parse(chosen) as PlanChange), looked }),
    (event) => concerns(event, customerId) && concernsTable(event, ...tables),
  )
  /** Of what is chosen now, not of what was chosen before. */
  const preview = computed(() => (read.settled.value === key.value ? read.data.value : null))
  const refusals = computed(() => (plan.value.refusals.length > 0 ? plan.value.refusals : (preview.value?.refusals ?? [])))

  const sending = useMoneySending({ procedures: ['catalog.orderPlanChange'], field: 'orderId', draft, arrived: (id) => view().orders.some((row) => row.id === id) })
  const ordered = computed(() => view().orders.find(({ id }) => id === sending.doneId.value) ?? null)
  async function send(): Promise<void> {
    const fingerprint = preview.value?.fingerprint
    if (!fingerprint) return
    const orderId = sending.begin()
    const input = { customerId, orderId, ...change.value, fingerprint }
    await sending.send(orderId, () => bridge.catalog.orderPlanChange(input))
    // Refused: what stands there is not what would be posted. Under this id nothing was ordered.
    if (sending.error.value && !isAppError(sending.error.value, 'offline')) read.reload()
  }
  return { draft, typed, today, catalog, offerings, slots, choices, extras, wanted, change, days, plan, read, preview, refusals, send, sending, ordered }
}

function billDays({ billingAccount }: AccountView, today: string): { nextCycleOn: string; latestOn: string } | null {
  if (!billingAccount?.nextBillDate || !billingAccount.cycleDay) return null
  const account = { billDay: dayOf(billingAccount.nextBillDate), cycleDay: billingAccount.cycleDay }
  return { nextCycleOn: nextCycleOn(account, today), latestOn: dateOf(secondBillDay(account)) }
}
