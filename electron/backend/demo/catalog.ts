/** The demo operator's catalog: the plans of `services.ts` as offerings, with their terms, fees and rules; all invented. */
import type { ProductOffering } from '#shared/features/catalog/offerings.schema.ts'
import { addDays } from '#shared/kernel/calendar.ts'
import {
  bundle, businessInternetPlans, businessPhonePlan, gatewayRental, internetExtras, internetPlans, offeringCode, phoneExtras, phonePlan, setTopRental,
  staticAddress, tvExtras, tvPlans, type Plan,
} from './services.ts'

type Draft = Pick<ProductOffering, 'kind'> & Partial<Omit<ProductOffering, 'code' | 'kind' | 'name'>>
const SOLD_FROM = '2000-01-01'

/** Only what is said of a service in words of the language; names of plans are names in both. */
const spanish: Record<string, string> = {
  'Business Internet 200': 'Internet Empresarial 200', 'Business Internet 500': 'Internet Empresarial 500', 'Business Fiber 1 Gig': 'Fibra Empresarial 1 Gig',
  'Fiber 500': 'Fibra 500', 'Fiber 1 Gig': 'Fibra 1 Gig', 'Fiber 2 Gig': 'Fibra 2 Gig', 'Internet Essentials': 'Internet Esencial',
  'TV Basic': 'TV Básica', 'Home Phone Unlimited': 'Teléfono residencial ilimitado', 'Business Phone': 'Teléfono empresarial',
  'Unlimited Data': 'Datos ilimitados', 'Whole-Home Wi-Fi': 'Wi-Fi en toda la casa', 'Tech Support Plus': 'Soporte técnico Plus',
  'International Calling': 'Llamadas internacionales', 'Voicemail to Text': 'Buzón de voz a texto', 'Gateway Rental': 'Alquiler del módem',
  'Set-Top Rental': 'Alquiler del decodificador', 'Static IP': 'IP fija', 'Premium Movies': 'Películas premium', 'Sports Plus': 'Deportes Plus', 'South Asia Pack': 'Paquete Asia del Sur',
  'Cable': 'Cable', 'Fiber': 'Fibra', 'Cable, for households with benefits': 'Cable, para hogares con ayudas', 'Multiple lines': 'Varias líneas',
  'Internet, TV and phone at one price': 'Internet, TV y teléfono a un solo precio', '300 hours': '300 horas', 'Two extenders': 'Dos repetidores', '60 countries': '60 países',
  'Autopay and Paperless': 'Pago automático y sin papel', 'New Customer Offer, 12 Months': 'Oferta de cliente nuevo, 12 meses', 'Loyalty Offer, 6 Months': 'Oferta de fidelidad, 6 meses',
  'Three Services': 'Tres servicios', 'Internet and TV': 'Internet y TV', 'Installation': 'Instalación', 'Fiber Installation': 'Instalación de fibra', 'Activation': 'Activación', 'Phone Activation': 'Activación del teléfono',
}
const both = (english: string) => ({ english, spanish: spanish[english] ?? english })

function offering({ name, price, detail, allowanceMegabytes }: Plan, draft: Draft): Omit<ProductOffering, 'position'> {
  return {
    code: offeringCode(name), name: both(name), detail: detail === null ? null : both(detail), customerKinds: ['residential'], currency: 'USD', monthlyPrice: price,
    oneTimeFee: 0, feeName: null, family: null, terms: [], maxCount: 1, requiresAnyOf: [], excludes: [], includes: [], givenFor: [],
    soldFrom: SOLD_FROM, soldUntil: null, downloadMbps: null, uploadMbps: null, allowanceMegabytes, slowedToMbps: null, ...draft,
  }
}

/** Whoever binds himself pays no visit; who leaves earlier pays for each month that is left. */
const termsOf = (visit: number, oneYear: number, twoYears: number): ProductOffering['terms'] => [
  { term: 'monthToMonth', oneTimeFee: visit, terminationPerMonth: 0 },
  { term: 'oneYear', oneTimeFee: 0, terminationPerMonth: oneYear },
  { term: 'twoYear', oneTimeFee: 0, terminationPerMonth: twoYears },
]

/** Mbit/s down and up, by the plan's name. */
const speeds: Record<string, [number, number]> = {
  'Internet 100': [100, 10], 'Internet 300': [300, 20], 'Internet 500': [500, 20], 'Internet 1 Gig': [1_000, 40], 'Internet Essentials': [50, 5],
  'Fiber 500': [500, 500], 'Fiber 1 Gig': [1_000, 1_000], 'Fiber 2 Gig': [2_000, 2_000],
  'Business Internet 200': [200, 20], 'Business Internet 500': [500, 40], 'Business Fiber 1 Gig': [1_000, 1_000],
}
/** Beyond the allowance: enough to write and to call, and not to watch much. */
const SLOWED_TO_MBPS = 10
const codesOf = (plans: readonly Plan[]): string[] => plans.map(({ name }) => offeringCode(name))
const isFiber = ({ detail }: Plan): boolean => detail === 'Fiber'

function internet(plan: Plan, customerKinds: ProductOffering['customerKinds']): Omit<ProductOffering, 'position'> {
  const [downloadMbps, uploadMbps] = speeds[plan.name] ?? [null, null]
  const line = isFiber(plan)
    ? { family: 'fiber', feeName: both('Fiber Installation'), terms: termsOf(9_900, 1_200, 1_000) }
    : { family: 'cable', feeName: both('Installation'), terms: termsOf(4_900, 1_000, 800) }
  const slowedToMbps = plan.allowanceMegabytes === null ? null : SLOWED_TO_MBPS
  return offering(plan, { kind: 'internet', customerKinds, downloadMbps, uploadMbps, slowedToMbps, ...line })
}

const internetCodes = codesOf([...internetPlans, ...businessInternetPlans])
const tvCodes = codesOf(tvPlans)
const phoneCodes = codesOf([phonePlan, businessPhonePlan])
const withLimit = codesOf(internetPlans.filter(({ allowanceMegabytes }) => allowanceMegabytes !== null))
const largeTv = codesOf(tvPlans.filter(({ name }) => name !== 'TV Basic'))
const everybody: ProductOffering['customerKinds'] = ['residential', 'business']
const discount = (name: string, price: number, draft: Partial<Draft>) =>
  offering({ name, price, detail: null, allowanceMegabytes: null }, { kind: 'discount', customerKinds: everybody, ...draft })

const needsOf: Record<string, string[]> = { 'Sports Plus': largeTv, 'Premium Movies': largeTv, 'Unlimited Data': withLimit, 'Whole-Home Wi-Fi': codesOf([gatewayRental]) }
/** The largest package has the films in it. */
const excludedBy: Record<string, string[]> = { 'Premium Movies': codesOf(tvPlans.filter(({ name }) => name === 'TV Premier')) }
const extra = (plan: Plan, requiresAnyOf: string[], draft: Partial<Draft> = {}) =>
  offering(plan, { kind: 'addOn', customerKinds: everybody, requiresAnyOf: needsOf[plan.name] ?? requiresAnyOf, excludes: excludedBy[plan.name] ?? [], ...draft })

export const discountNames = { autopay: 'Autopay and Paperless', newCustomer: 'New Customer Offer, 12 Months', loyalty: 'Loyalty Offer, 6 Months', threeServices: 'Three Services', internetAndTv: 'Internet and TV' }
export const discountPrices = { autopay: -1_000, newCustomer: -2_000, loyalty: -2_000, threeServices: -1_500, internetAndTv: -1_000 }

/** @param today `2026-11-23`: a package that nobody can take any more was sold until yesterday, and one offer is new. */
export function demoCatalog(today: string): ProductOffering[] {
  const yesterday = addDays(today, -1)
  const offerings = [
    ...internetPlans.map((plan) => internet(plan, ['residential'])),
    ...businessInternetPlans.map((plan) => internet(plan, ['business'])),
    ...tvPlans.map((plan) => offering(plan, {
      kind: 'tv', customerKinds: everybody, family: 'tv', feeName: both('Activation'), terms: termsOf(2_500, 500, 400), soldUntil: plan.name === 'TV Basic' ? yesterday : null,
    })),
    offering(phonePlan, { kind: 'phone', family: 'phone', feeName: both('Phone Activation'), terms: termsOf(1_500, 0, 0) }),
    offering(businessPhonePlan, { kind: 'phone', customerKinds: ['business'], family: 'phone', feeName: both('Phone Activation'), terms: termsOf(1_500, 0, 0) }),
    offering(bundle, { kind: 'bundle', terms: termsOf(0, 1_000, 800), includes: [...codesOf(internetPlans.filter(({ name }) => name === 'Internet 300' || name === 'Internet 500')), ...codesOf(tvPlans.filter(({ name }) => name === 'TV Select')), ...codesOf([phonePlan])] }),
    ...tvExtras.map((plan) => extra(plan, tvCodes)),
    extra(setTopRental, tvCodes, { maxCount: 8 }),
    ...internetExtras.map((plan) => extra(plan, internetCodes)),
    extra(gatewayRental, internetCodes),
    extra(staticAddress, codesOf(businessInternetPlans), { customerKinds: ['business'] }),
    ...phoneExtras.map((plan) => extra(plan, phoneCodes)),
    discount(discountNames.threeServices, discountPrices.threeServices, { givenFor: ['internet', 'tv', 'phone'] }),
    discount(discountNames.internetAndTv, discountPrices.internetAndTv, { givenFor: ['internet', 'tv'], soldFrom: addDays(today, -7), customerKinds: ['residential'] }),
    discount(discountNames.autopay, discountPrices.autopay, {}),
    discount(discountNames.newCustomer, discountPrices.newCustomer, { requiresAnyOf: internetCodes }),
    discount(discountNames.loyalty, discountPrices.loyalty, { requiresAnyOf: internetCodes }),
  ]
  return offerings.map((each, position) => ({ ...each, position }))
}
