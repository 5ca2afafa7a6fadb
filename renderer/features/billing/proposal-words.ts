/** A proposed amount with the sum that one can read aloud: `3 days of Internet 500: 3 × $79.99 / 30 = $8.00`. */
import type { Money } from '#shared/kernel/money.ts'
import type { Proposal } from '#shared/features/billing/proposed-amount.ts'
import type { Formats } from '../../app/format.ts'
import type { Translate } from '../../app/use-text.ts'

export function proposalWords({ days, price, parts, amount }: Proposal, name: string, t: Translate, formats: Formats): string {
  const whole = formats.money(price.amount, price.currency)
  const sum = parts.map((part) => `${formats.number(part.days)} × ${whole} / ${formats.number(part.cycleDays)}`).join(' + ')
  return t('adjust.proposal', { what: t('adjust.proposalDays', { name }, days), sum, amount: formats.money(amount.amount, amount.currency) })
}

/** As one would type it: `8.00`. */
export function typedAmount({ amount }: Money): string {
  const digits = String(amount).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}
