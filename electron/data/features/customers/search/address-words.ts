/**
 * Streets and flats as people say and write them, in English and Spanish. A book's word is kept under the
 * first name of its group; a word that an agent types stands for every group with a name that it begins.
 */
import { placeWords } from './words.ts'

const groups: readonly (readonly string[])[] = [
  ['street', 'st', 'str', 'calle'],
  ['avenue', 'ave', 'av', 'avenida', 'avda'],
  ['road', 'rd', 'camino', 'carretera'],
  ['boulevard', 'blvd', 'bulevar'],
  ['drive', 'dr'],
  ['lane', 'ln'],
  ['court', 'ct'],
  ['place', 'pl'],
  ['terrace', 'ter', 'terr'],
  ['parkway', 'pkwy', 'pky'],
  ['highway', 'hwy', 'autopista'],
  ['turnpike', 'tpke', 'tpk'],
  ['expressway', 'expy'],
  ['circle', 'cir'],
  ['square', 'sq', 'plaza', 'plz'],
  ['heights', 'hts'],
  ['point', 'pt'],
  ['route', 'rte', 'ruta'],
  ['extension', 'ext'],
  ['saint', 'st'],
  ['mount', 'mt'],
  ['fort', 'ft'],
  ['north', 'n', 'norte'],
  ['south', 's', 'sur'],
  ['east', 'e', 'este'],
  ['west', 'w', 'oeste'],
  ['apartment', 'apt', 'apto', 'apartamento', 'depto', 'unit', 'unidad'],
  ['suite', 'ste'],
  ['floor', 'fl', 'piso'],
  ['building', 'bldg', 'edificio'],
  ['1st', 'first'],
  ['2nd', 'second'],
  ['3rd', 'third'],
  ['4th', 'fourth'],
  ['5th', 'fifth'],
  ['6th', 'sixth'],
  ['7th', 'seventh'],
  ['8th', 'eighth'],
  ['9th', 'ninth'],
  ['10th', 'tenth'],
]
const saints = groups.find(([name]) => name === 'saint') ?? []
const units = groups.filter(([name]) => name === 'apartment' || name === 'suite' || name === 'floor' || name === 'building')

const byName = (chosen: readonly (readonly string[])[]) =>
  new Map([...chosen].reverse().flatMap((group) => group.map((name) => [name, group[0] ?? name] as const)))
const inStreet = byName(groups.filter((group) => !units.includes(group) && group !== saints))
const inUnit = byName(units)

/** The group that a book's word belongs to; itself when it belongs to none. Every name of it finds the word. */
const groupByFirst = new Map(groups.map((group) => [group[0] ?? '', group]))
export const namesOf = (word: string): readonly string[] => groupByFirst.get(word) ?? [word]

export const isGroupName = (word: string): boolean => groupByFirst.has(word)

/** Groups' first names for what is being typed: `str` gives `street`, `st` gives `street` and `saint`. */
export function groupsBegunBy(typed: string): string[] {
  return groups.filter((group) => group.some((name) => name.startsWith(typed))).map(([first]) => first ?? '')
}
/** Groups of which the typed word is a whole name. */
export const groupsNamed = (typed: string): string[] => groups.filter((group) => group.includes(typed)).map(([first]) => first ?? '')

/** `St James Pl` is `saint james place`: a leading `St` before another word is a saint. */
export function streetWords(street: string): string[] {
  return placeWords(street).map((word, at, all) => (leads(word, at, all) ? 'saint' : (inStreet.get(word) ?? word)))
}
export const cityWords = (city: string): string[] => placeWords(city).map((word, at, all) => (leads(word, at, all) ? 'saint' : word))
const leads = (word: string, at: number, all: string[]) => at === 0 && all.length > 1 && saints.includes(word)

/** `#3B`, `3B` and `Apt 3B` are one: a unit without a word for what it is counts as an apartment. */
export function unitWords(unit: string): string[] {
  const words = placeWords(unit).map((word) => inUnit.get(word) ?? word)
  return words.some(isGroupName) ? words : [...words, 'apartment']
}
