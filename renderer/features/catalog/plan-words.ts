/** A change of plan in words: names in the console's language, what it wins and costs, and why it cannot be. */
import type { Bilingual, ProductOffering } from '#shared/features/catalog/offerings.schema.ts'
import type { ContractEffect, Refusal } from '#shared/features/catalog/orders.schema.ts'
import type { Formats } from '../../app/format.ts'
import type { Translate } from '../../app/use-text.ts'

export type Named = (name: Bilingual) => string
/** @param language of the console, `en` or `es` */
export const namedIn = (language: string): Named => ({ english, spanish }) => (language === 'es' ? spanish : english)

/** Names that are many are not all said. */
const MOST_NAMED = 4
export function listed(names: readonly Bilingual[], named: Named, t: Translate): string {
  const [shown, rest] = [names.slice(0, MOST_NAMED).map(named), names.length - MOST_NAMED]
  return rest > 0 ? t('plan.andMore', { names: shown.join(', '), n: rest }) : shown.join(', ')
}

/** The same words at the field and for what the backend refuses. */
export function refusalText({ code, subject, others, date }: Refusal, t: Translate, formats: Formats, named: Named): string {
  return t(`plan.refusals.${code}`, { what: subject ? named(subject) : '', others: listed(others, named, t), date: date ? formats.day(date) : '' })
}

/** `300/20 Mbit/s · 1,200 GB, then 10 Mbit/s` */
export function speedText({ downloadMbps, uploadMbps, allowanceMegabytes, slowedToMbps, kind }: ProductOffering, t: Translate, formats: Formats): string {
  if (kind !== 'internet') return ''
  const speed = downloadMbps === null ? '' : t('plan.speed', { down: formats.number(downloadMbps), up: formats.number(uploadMbps ?? downloadMbps) })
  const allowance = allowanceMegabytes === null ? t('plan.unlimited') : t('plan.allowance', { n: formats.number(allowanceMegabytes / 1_000) })
  const data = slowedToMbps === null ? allowance : t('plan.slowed', { allowance, speed: formats.number(slowedToMbps) })
  return [speed, data].filter(Boolean).join(' · ')
}

export function contractText({ effect, product, term, endsOn, monthsLeft, fee }: ContractEffect, currency: string, t: Translate, formats: Formats, named: Named): string {
  const what = { what: named(product), term: t(`product.terms.${term}`), date: formats.day(endsOn), fee: formats.money(fee, currency) }
  if (effect === 'givenUp') return t(fee > 0 ? 'plan.contracts.givenUp' : 'plan.contracts.givenUpFree', what, monthsLeft)
  return t(`plan.contracts.${effect}`, what)
}
