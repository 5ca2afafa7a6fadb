/** Numbers of a setting as they are typed: amounts in minor units, or whole numbers; nothing is a number too. */
import { readAmount } from '../amount-text.ts'

export type SettingField = {
  key: string
  label: string
  kind: 'money' | 'whole'
  /** As it is now: minor units, or the number. */
  value: number
  min: number
  max: number
}

/** As in the field, without its currency: `50.00`. */
export function shownValue({ kind, value }: Pick<SettingField, 'kind' | 'value'>): string {
  if (kind === 'whole') return String(value)
  const digits = String(value).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** @returns null for what is no such number, or is out of its bounds */
export function readSetting(typed: string, { kind, min, max }: Pick<SettingField, 'kind' | 'min' | 'max'>): number | null {
  const value = kind === 'whole' ? readWhole(typed) : readMoney(typed)
  return value !== null && value >= min && value <= max ? value : null
}

const readWhole = (typed: string): number | null => (/^\d{1,9}$/.test(typed.trim()) ? Number(typed.trim()) : null)
function readMoney(typed: string): number | null {
  const { amount, problem } = readAmount(typed)
  return problem === 'zero' ? 0 : amount
}

/** `Weather damage` as `weatherDamage`; empty where the words have no letters of the alphabet to make one of. */
export function codeFrom(english: string): string {
  const words = english.normalize('NFD').replace(/\p{M}/gu, '').replace(/[^A-Za-z0-9]+/g, ' ').trim().split(' ').filter(Boolean)
  const code = words.map((word, index) => (index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())).join('').slice(0, 40)
  return /^[a-z][A-Za-z0-9]+$/.test(code) ? code : ''
}
