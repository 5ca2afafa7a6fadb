/** The operator's catalog, and what one customer takes of it. Prices in cents a month before tax; all invented. */
import type { Random } from './random.ts'

export type Plan = { name: string; price: number; detail: string | null; allowanceMegabytes: number | null }

const gigabytes = (count: number): number => count * 1_000
const plan = (name: string, price: number, detail: string | null = null, allowance: number | null = null): Plan => ({
  name,
  price,
  detail,
  allowanceMegabytes: allowance === null ? null : gigabytes(allowance),
})

/** As in the catalog: `Internet 1 Gig` is `internet-1-gig`. */
export const offeringCode = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-')

export const internetPlans: readonly Plan[] = [
  plan('Internet 300', 6_499, 'Cable', 1_200),
  plan('Internet 500', 7_999, 'Cable', 1_200),
  plan('Internet 100', 4_999, 'Cable', 1_200),
  plan('Internet 1 Gig', 9_999, 'Cable'),
  plan('Fiber 500', 6_999, 'Fiber'),
  plan('Fiber 1 Gig', 8_999, 'Fiber'),
  plan('Fiber 2 Gig', 12_999, 'Fiber'),
  plan('Internet Essentials', 1_499, 'Cable, for households with benefits', 600),
]
export const businessInternetPlans: readonly Plan[] = [
  plan('Business Internet 200', 8_999, 'Cable'),
  plan('Business Internet 500', 13_999, 'Cable'),
  plan('Business Fiber 1 Gig', 24_999, 'Fiber'),
]
export const tvPlans: readonly Plan[] = [plan('TV Select', 7_499), plan('TV Basic', 3_999), plan('TV Premier', 10_999)]
export const phonePlan: Plan = plan('Home Phone Unlimited', 2_999)
export const businessPhonePlan: Plan = plan('Business Phone', 4_499, 'Multiple lines')
export const bundle: Plan = plan('Triple Play Value', 15_999, 'Internet, TV and phone at one price')

export const tvExtras: readonly Plan[] = [
  plan('Sports Plus', 1_199),
  plan('Premium Movies', 1_699),
  plan('Mundo Latino', 999),
  plan('Cloud DVR', 1_000, '300 hours'),
  plan('South Asia Pack', 1_499),
]
export const unlimitedData = 'Unlimited Data'
export const internetExtras: readonly Plan[] = [
  plan(unlimitedData, 3_000),
  plan('Whole-Home Wi-Fi', 800, 'Two extenders'),
  plan('Tech Support Plus', 700),
]
export const phoneExtras: readonly Plan[] = [plan('International Calling', 500, '60 countries'), plan('Voicemail to Text', 300)]
export const gatewayRental: Plan = plan('Gateway Rental', 1_400)
export const setTopRental: Plan = plan('Set-Top Rental', 1_100)
export const staticAddress: Plan = plan('Static IP', 1_500)

export type Services = {
  internet: Plan | null
  tv: Plan | null
  phone: Plan | null
  /** One price for all three. */
  bundled: boolean
  rentsGateway: boolean
  setTops: number
}

export function makeServices(random: Random, business: boolean): Services {
  const internet = random.chance(0.88) ? random.pickCommon(business ? businessInternetPlans : internetPlans) : null
  const tv = random.chance(business ? 0.12 : 0.45) ? random.pick(tvPlans) : null
  // Everybody has something.
  const hasPhone = random.chance(business ? 0.7 : 0.28) || (!internet && !tv)
  const phone = hasPhone ? (business ? businessPhonePlan : phonePlan) : null
  return {
    internet,
    tv,
    phone,
    bundled: Boolean(internet && tv && phone && !business) && random.chance(0.35),
    rentsGateway: internet !== null && random.chance(0.7),
    setTops: tv ? random.between(1, 3) : 0,
  }
}
