/** A customer's points: the rows of this desk, and what only the backend knows of them. */
import { computed } from 'vue'
import type { AccountView } from '#shared/features/customers/account-view.schema.ts'
import { creditFor } from '#shared/features/rewards/rewards.schema.ts'
import { bridge } from '../../app/bridge/client.ts'
import { useOperatorDay } from '../../app/operator-day.ts'
import { useKeyedRead } from '../../app/use-keyed-read.ts'
import { concerns, concernsTable, useLiveRead } from '../../app/use-live-read.ts'

export function useRewards(view: () => AccountView) {
  const customerId = view().customer.id
  const operatorDay = useOperatorDay()
  const rows = useLiveRead(() => bridge.rewards.ofAccount({ customerId }), (event) => concerns(event, customerId) && concernsTable(event, 'loyaltyBatch', 'loyaltyTransaction'))
  const terms = useKeyedRead(
    () => view().billingAccount?.id ?? null,
    (billingAccountId, looked) => bridge.rewards.rewardTerms({ customerId, billingAccountId, looked }),
    (event) => concerns(event, customerId) && concernsTable(event, 'loyaltyBatch', 'loyaltyTransaction', 'billingAccount', 'customerBill', 'adjustment'),
  )
  const today = computed(() => terms.data.value?.today ?? operatorDay.today.value)
  const batches = computed(() => rows.data.value?.batches.filter(({ expiresOn }) => expiresOn >= today.value) ?? [])
  const balance = computed(() => batches.value.reduce((sum, { remaining }) => sum + remaining, 0))
  const worth = computed(() => {
    const rules = terms.data.value?.rules
    return rules && balance.value > 0 ? creditFor(balance.value, rules) : null
  })
  return { customerId, rows, terms, batches, balance, worth }
}
