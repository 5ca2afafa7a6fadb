/** What happens to a customer when the allowance is used up: asked in every second call about data. */
import type { Product } from '#shared/features/catalog/catalog.schema.ts'
import type { ProductOffering } from '#shared/features/catalog/offerings.schema.ts'
import { isHeld, offeringOf } from '#shared/features/catalog/plan-slots.ts'
import type { UsageConsumption } from '#shared/features/usage/usage.schema.ts'
import type { Formats } from '../../app/format.ts'
import type { Translate } from '../../app/use-text.ts'

export type Beyond = { usedUp: boolean; /** Mbit/s; null where the catalog names no lower speed. */ slowedToMbps: number | null }
type Given = { cycle: UsageConsumption | null; products: readonly Product[]; offerings: readonly ProductOffering[]; today: string }

/** Null where there is nothing to use up. Of two plans the larger one counts, as it does for the allowance. */
export function beyondAllowance({ cycle, products, offerings, today }: Given): Beyond | null {
  if (!cycle || cycle.allowanceMegabytes === null) return null
  const plans = products.filter((product) => product.kind === 'internet' && isHeld(product, today)).flatMap((product) => offeringOf(product, offerings) ?? [])
  const [largest] = plans.sort((a, b) => (b.allowanceMegabytes ?? Infinity) - (a.allowanceMegabytes ?? Infinity))
  return { usedUp: cycle.usedMegabytes >= cycle.allowanceMegabytes, slowedToMbps: largest?.slowedToMbps ?? null }
}

export function beyondWords({ usedUp, slowedToMbps }: Beyond, t: Translate, formats: Formats): string {
  if (slowedToMbps === null) return t(usedUp ? 'usage.beyond.freeNow' : 'usage.beyond.free')
  return t(usedUp ? 'usage.beyond.slowedNow' : 'usage.beyond.slowed', { speed: formats.number(slowedToMbps) })
}
