/**
 * The tax table of the demo operator. Demo figures: near what the places charge, by rules as there are, but nobody's law.
 *   internet access   bears no tax (Internet Tax Freedom Act, 47 U.S.C. 151 note)
 *   television        a fee for the franchise, at most 5 % of what television earns (47 U.S.C. 542)
 *   phone, equipment  the sales tax of state and place; a phone line pays for emergency calls
 *   the bundle        each tax on the part that the service has in it, by the prices of the three alone
 */
import { money, share } from '#shared/kernel/money.ts'
import type { TaxRate } from '../features/billing/bill-taxes.ts'
import { demoId } from './demo-ids.ts'
import { places } from './places.ts'
import { seedNumber } from './random.ts'
import { businessPhonePlan, gatewayRental, internetPlans, phoneExtras, phonePlan, setTopRental, tvExtras, tvPlans, type Plan } from './services.ts'

const VALID_FROM = '2000-01-01'
const FRANCHISE_PPM = 50_000
/** Sales tax of the whole state in millionths, and cents for emergency calls a month and line. */
const states: Record<string, { salesTaxPpm: number; emergencyCents: number }> = {
  NY: { salesTaxPpm: 40_000, emergencyCents: 100 },
  NJ: { salesTaxPpm: 66_250, emergencyCents: 90 },
  CT: { salesTaxPpm: 63_500, emergencyCents: 68 },
}

type DemoTaxRate = TaxRate & { spanish: string }
type Rate = Pick<DemoTaxRate, 'name' | 'spanish' | 'kind' | 'productKinds'> & Partial<TaxRate>
const namesOf = (...plans: readonly Plan[]): string[] => plans.map(({ name }) => name)
const salesTaxed = [...namesOf(phonePlan, businessPhonePlan, ...phoneExtras, gatewayRental, setTopRental), 'Phone Activation']
const television = namesOf(...tvPlans, ...tvExtras)

const [internet, tv] = [internetPlans[0]?.price ?? 0, tvPlans[0]?.price ?? 0]
const partOfBundle = (ppm: number, price: number): number => share(money(ppm), price, internet + tv + phonePlan.price).amount

const salesTax = (name: string, spanish: string, ppm: number): Rate[] => [
  { name, spanish, kind: 'tax', productKinds: ['phone', 'addOn'], productNames: salesTaxed, ppm },
  { name: `${name}, Phone in Bundle`, spanish: `${spanish}, teléfono del paquete`, kind: 'tax', productKinds: ['bundle'], ppm: partOfBundle(ppm, phonePlan.price) },
]

const franchiseFee: readonly Rate[] = [
  { name: 'Franchise Fee', spanish: 'Cargo de franquicia', kind: 'fee', productKinds: ['tv', 'addOn'], productNames: television, ppm: FRANCHISE_PPM },
  { name: 'Franchise Fee, TV in Bundle', spanish: 'Cargo de franquicia, TV del paquete', kind: 'fee', productKinds: ['bundle'], ppm: partOfBundle(FRANCHISE_PPM, tv) },
]

const ofStates = Object.entries(states).flatMap(([state, { salesTaxPpm, emergencyCents }]): (Rate & { state: string })[] => [
  ...salesTax(`${state} Sales Tax`, `Impuesto a las ventas de ${state}`, salesTaxPpm).map((rate) => ({ ...rate, state })),
  { name: 'E911 Surcharge', spanish: 'Recargo E911', kind: 'fee', productKinds: ['phone'], amount: emergencyCents, currency: 'USD', state },
])

const ofPlaces = places.flatMap(({ city, state, salesTaxPpm }) => {
  const local = salesTaxPpm - (states[state]?.salesTaxPpm ?? 0)
  const rates = [...(local > 0 ? salesTax('Local Sales Tax', 'Impuesto local a las ventas', local) : []), ...franchiseFee]
  return rates.map((rate) => ({ ...rate, state, city }))
})

const seed = seedNumber('tax rates')
export const demoTaxRates: readonly DemoTaxRate[] = [...ofStates, ...ofPlaces].map((rate, position) => ({
  id: demoId(seed, position, 0), city: null, productNames: null, ppm: null, amount: null, currency: null, validFrom: VALID_FROM, validTo: null, ...rate,
}))

/** Those of one town, so that a bill need not look through all. */
const ofTown = new Map(places.map(({ city, state }) => [city, demoTaxRates.filter((rate) => rate.state === state && (rate.city === null || rate.city === city))]))
export const townRates = (city: string): readonly TaxRate[] => ofTown.get(city) ?? []
