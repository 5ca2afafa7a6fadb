/** What changed on a bill, as one says it to a customer. */
import { assertNever } from '#shared/kernel/app-error.ts'
import type { BillChange } from '#shared/features/billing/bill-changes.ts'
import type { Formats } from '../../app/format.ts'
import type { Translate } from '../../app/use-text.ts'
import { totalOf } from '#shared/features/billing/bill-groups.ts'

/** Without the amount of the difference, which stands beside it. @param named what a line is called in the window's language */
export function billChangeWords(change: BillChange, currency: string, t: Translate, formats: Formats, named: (english: string) => string): string {
  const name = named(change.name ?? '')
  const sides = { name, now: formats.money(change.now, currency), before: formats.money(change.before, currency) }
  switch (change.kind) {
    case 'productAdded':
    case 'productEnded':
    case 'promotionStarted':
    case 'promotionEnded': return t(`billChange.${change.kind}`, { name })
    case 'planChanged': return t('billChange.planChanged', { name, former: named(change.formerName ?? '') })
    case 'priceUp':
    case 'priceDown': return t(`billChange.${change.kind}`, sides)
    // Both are given back on the bill: what they are worth is said without the sign.
    case 'promotionChanged': return t('billChange.promotionChanged', { name, now: worth(change.now, currency, formats), before: worth(change.before, currency, formats) })
    case 'partialMonth': return t(change.now === 0 ? 'billChange.partialMonthOver' : 'billChange.partialMonth', { name })
    case 'oneTime':
      if (change.now !== 0 && change.before !== 0) return t('billChange.oneTimeChanged', sides)
      return t(change.now === 0 ? 'billChange.oneTimeOver' : 'billChange.oneTime', { name })
    case 'overage': return t(change.amount > 0 ? 'billChange.overageMore' : 'billChange.overageLess', { name })
    case 'adjustment': return t(change.now === 0 ? 'billChange.adjustmentOver' : 'billChange.adjustment', { name })
    case 'taxesAndFees': return t(change.amount > 0 ? 'billChange.taxesMore' : 'billChange.taxesLess')
    default: return assertNever(change.kind)
  }
}

/** More than these are not read: the bill's own lines must stay in sight. */
const MOST_SHOWN = 8
export type FoldedChanges = { shown: BillChange[]; rest: { count: number; amount: number } | null }

/** The largest as they are, the others as one sum. @param changes the largest first */
export function foldChanges(changes: readonly BillChange[]): FoldedChanges {
  if (changes.length <= MOST_SHOWN + 1) return { shown: [...changes], rest: null }
  const others = changes.slice(MOST_SHOWN)
  return { shown: changes.slice(0, MOST_SHOWN), rest: { count: others.length, amount: totalOf(others) } }
}

const worth = (amount: number, currency: string, formats: Formats): string => formats.money(Math.abs(amount), currency)
