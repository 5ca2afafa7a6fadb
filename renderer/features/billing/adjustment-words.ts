/** A credit or charge in words. */
import type { Adjustment } from '#shared/features/billing/adjustments.schema.ts'
import type { CustomerBill } from '#shared/features/billing/billing.schema.ts'
import type { Formats } from '../../app/format.ts'
import type { Translate } from '../../app/use-text.ts'

type Titled = Pick<Adjustment, 'direction' | 'amount' | 'currency'>

/** `Credit of $20.00` */
export const adjustmentTitle = ({ direction, amount, currency }: Titled, t: Translate, formats: Formats): string =>
  t(`adjust.${direction}`, { amount: formats.money(amount, currency) })

type About = Pick<Adjustment, 'billId' | 'outageReference' | 'periodStart' | 'periodEnd'>

/** What it is about beside the account: a bill that is at hand, an outage, the days. Empty when it is about none of them. */
export function adjustmentAbout({ billId, outageReference, periodStart, periodEnd }: About, bills: readonly Pick<CustomerBill, 'id' | 'billDate'>[], t: Translate, formats: Formats): string {
  const bill = bills.find(({ id }) => id === billId)
  return [
    bill && t('adjust.forBill', { date: formats.day(bill.billDate) }),
    outageReference && t('adjust.forOutage', { reference: outageReference }),
    periodStart && periodEnd && t('adjust.period', { span: formats.span(periodStart, periodEnd) }),
  ].filter(Boolean).join(' · ')
}
