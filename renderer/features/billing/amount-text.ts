/** An amount as an agent types it. What cannot be meant in one way only is not guessed at: it is given back with the reason. */
import { parseMinorUnits } from '#shared/kernel/money.ts'

export type AmountProblem = 'missing' | 'digits' | 'sign' | 'exponent' | 'decimals' | 'grouping' | 'zero' | 'large' | 'wrong'
/** `amount` in minor units, above 0. */
export type TypedAmount = { amount: number; problem: null } | { amount: null; problem: AmountProblem }

export function readAmount(typed: string): TypedAmount {
  const text = typed.trim()
  const problem = problemOf(text)
  if (problem) return { amount: null, problem }
  const amount = parseMinorUnits(text)
  if (amount === null) return { amount: null, problem: isPlain(text) ? 'large' : 'wrong' }
  return amount > 0 ? { amount, problem: null } : { amount: null, problem: 'zero' }
}

function problemOf(text: string): AmountProblem | null {
  if (text === '') return 'missing'
  // `١٢`: a number to somebody, but not to everybody who reads it here.
  if (/(?![0-9])\p{Nd}/u.test(text)) return 'digits'
  // Whether it is given or charged is chosen, never signed.
  if (/^[$\s]*[-−+]/.test(text)) return 'sign'
  if (/^\$?[\d.,]+e[+-]?\d+$/i.test(text)) return 'exponent'
  if (/^\$?[\d,]*\.\d{3,}$/.test(text)) return 'decimals'
  // `1,234.5` may be a slip for `1,234.50` as well as for `12,345`: with groups, cents are written in full.
  if (text.includes(',') && !/^\$?\d{1,3}(,\d{3})+(\.\d{2})?$/.test(text)) return 'grouping'
  return null
}

const isPlain = (text: string): boolean => /^\$?[\d,]+(\.\d{1,2})?$/.test(text)
