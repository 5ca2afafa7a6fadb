/** How somebody pays, in the window's language. The rows keep an English label (`methodLabel`, demo, imported books); a brand is a name and stays. */
import type { MessageKey } from './i18n.ts'
import type { Translate } from './use-text.ts'

const keys = new Map<string, MessageKey>([
  ['Bank withdrawal', 'payment.methods.bankWithdrawal'],
  ['Check', 'pay.instruments.check'],
  ['Cash', 'pay.instruments.cash'],
  ['Mailed check', 'payment.methods.mailedCheck'],
  ['Cash at a store', 'payment.methods.cashAtStore'],
  ['Online bill pay', 'payment.methods.onlineBillPay'],
])
const DOTS = ' ···· '

/** @param label as in `payment.method`; what is not known stays as it is */
export function methodWords(label: string, t: Translate): string {
  const [name = '', ...lastFour] = label.split(DOTS)
  const key = keys.get(name)
  return key ? [t(key), ...lastFour].join(DOTS) : label
}
