/**
 * Why this bill is another than the last one, in pieces that can each be said in one sentence. Every line of both bills
 * falls into exactly one piece, so the pieces sum to the difference of the two bills to the cent.
 */
import { money, subtract, sum } from '../../kernel/money.ts'
import type { Product } from '../catalog/catalog.schema.ts'
import type { BillLine } from './bill-document.schema.ts'

export type BillChangeKind =
  | 'productAdded'
  | 'productEnded'
  /** A main product that was replaced by another of its kind; `formerName` says which. */
  | 'planChanged'
  | 'priceUp'
  | 'priceDown'
  | 'promotionStarted'
  | 'promotionEnded'
  | 'promotionChanged'
  /** Days of a cycle charged or given back, now or on the last bill. */
  | 'partialMonth'
  | 'oneTime'
  | 'overage'
  | 'adjustment'
  | 'taxesAndFees'

/** Amounts in minor units of the bills' own currency; `amount` is `now` less `before`, 0 where only a name changed. */
export type BillChange = { kind: BillChangeKind; name: string | null; formerName: string | null; before: number; now: number; amount: number }

type ProductKind = Product['kind']
/** Only one of each is held, so that the new one replaces the old one. */
const replaceable: readonly ProductKind[] = ['internet', 'tv', 'phone', 'bundle']

/** What the lines of one product, or of one cause, come to on both bills. */
type Piece = { group: 'product' | 'partialMonth' | 'oneTime' | 'overage' | 'adjustment' | 'taxesAndFees'; productId: string | null; before: Side; now: Side }
type Side = { name: string | null; amount: number }

/**
 * @param previous null when there is no bill to compare with: nothing is then said to have changed
 * @param kindOf of a product of the customer; where it is not known, two plans of one kind are told by the first word of their names
 * @returns the largest first
 */
export function explainChanges(
  previous: readonly BillLine[] | null, current: readonly BillLine[], kindOf: (productId: string) => ProductKind | null = () => null,
): BillChange[] {
  if (previous === null) return []
  const pieces = [...gather(previous, current).values()]
  const products = pieces.filter(({ group }) => group === 'product')
  const { changes, rest } = replacements(products, kindOf)
  const others = [...rest, ...pieces.filter(({ group }) => group !== 'product')].flatMap((piece) => toChange(piece) ?? [])
  return [...changes, ...others].sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount))
}

function gather(previous: readonly BillLine[], current: readonly BillLine[]): Map<string, Piece> {
  const linesByPiece = new Map<string, { group: Piece['group']; before: BillLine[]; now: BillLine[] }>()
  const put = (line: BillLine, side: 'before' | 'now') => {
    const group = groupOf(line)
    const key = keyOf(group, line)
    const found = linesByPiece.get(key) ?? { group, before: [], now: [] }
    found[side].push(line)
    linesByPiece.set(key, found)
  }
  for (const line of previous) put(line, 'before')
  for (const line of current) put(line, 'now')
  return new Map([...linesByPiece].map(([key, { group, before, now }]) =>
    [key, { group, productId: (now[0] ?? before[0])?.productId ?? null, before: sideOf(before), now: sideOf(now) }]))
}

function groupOf({ code, group }: BillLine): Piece['group'] {
  switch (code) {
    case 'recurring': return 'product'
    case 'prorationCharge':
    case 'prorationCredit': return 'partialMonth'
    case 'overage': return 'overage'
    case 'adjustmentCharge': return 'adjustment'
    case 'tax': return 'taxesAndFees'
    // A fee of the state goes with the taxes; one of the operator's own is a thing of its own.
    case 'fee': return group === 'taxFee' ? 'taxesAndFees' : 'oneTime'
    case 'oneTime': return 'oneTime'
  }
}

function keyOf(group: Piece['group'], { productId, adjustmentId, name }: BillLine): string {
  if (group === 'taxesAndFees') return group
  const own = group === 'adjustment' ? adjustmentId : group === 'oneTime' ? null : productId
  return `${group} ${own ?? name}`
}

// Both bills are of one currency; which one is for whoever shows the amounts.
const sideOf = (lines: readonly BillLine[]): Side => ({ name: lines[0]?.name ?? null, amount: sum(lines.map(({ amount }) => money(amount))).amount })
const difference = (before: number, now: number): number => subtract(money(now), money(before)).amount

const isPromotion = ({ before, now }: Piece): boolean => before.amount < 0 || now.amount < 0

/** Pairs each main product that ended with the one that came in its place. */
function replacements(products: readonly Piece[], kindOf: (productId: string) => ProductKind | null): { changes: BillChange[]; rest: Piece[] } {
  const ended = products.filter((piece) => piece.now.name === null && !isPromotion(piece))
  const added = new Set(products.filter((piece) => piece.before.name === null && !isPromotion(piece)))
  const replaced = new Set<Piece>()
  const changes: BillChange[] = []
  for (const old of ended) {
    const place = placeOf(old.productId, old.before.name, kindOf)
    const next = place && [...added].find((piece) => placeOf(piece.productId, piece.now.name, kindOf) === place)
    if (!next) continue
    added.delete(next)
    replaced.add(old).add(next)
    changes.push(changeOf('planChanged', { name: next.now.name, formerName: old.before.name, before: old.before.amount, now: next.now.amount }))
  }
  return { changes, rest: products.filter((piece) => !replaced.has(piece)) }
}

/** What only one product at a time can be for this customer; null for what may be held many times. */
function placeOf(productId: string | null, name: string | null, kindOf: (productId: string) => ProductKind | null): string | null {
  const kind = productId === null ? null : kindOf(productId)
  if (kind !== null) return replaceable.includes(kind) ? kind : null
  return name?.split(' ', 1)[0]?.toLowerCase() ?? null
}

function toChange(piece: Piece): BillChange | null {
  const { group, before, now } = piece
  const sides = { name: now.name ?? before.name, formerName: null, before: before.amount, now: now.amount }
  if (group === 'product') return productChange(piece, sides)
  if (before.amount === now.amount) return null
  // Many lines of many names are one piece here.
  return changeOf(group, group === 'taxesAndFees' ? { ...sides, name: null } : sides)
}

type Sides = Omit<BillChange, 'kind' | 'amount'>

function productChange(piece: Piece, sides: Sides): BillChange | null {
  const { before, now } = piece
  const promotion = isPromotion(piece)
  if (before.name === null) return changeOf(promotion ? 'promotionStarted' : 'productAdded', sides)
  if (now.name === null) return changeOf(promotion ? 'promotionEnded' : 'productEnded', sides)
  // The same product under another name is a change of plan that kept its number.
  if (!promotion && before.name !== now.name) return changeOf('planChanged', { ...sides, formerName: before.name })
  if (before.amount === now.amount) return null
  return changeOf(promotion ? 'promotionChanged' : now.amount > before.amount ? 'priceUp' : 'priceDown', sides)
}

const changeOf = (kind: BillChangeKind, sides: Sides): BillChange => ({ kind, ...sides, amount: difference(sides.before, sides.now) })
