import { describe, expect, it } from 'vitest'
import { methodLabel } from '#shared/features/billing/payments.schema.ts'
import { es } from './locales/es.ts'
import { methodWords } from './method-words.ts'
import type { Translate } from './use-text.ts'

const t: Translate = (key) => String(key.split('.').reduce<unknown>((words, part) => (words as Record<string, unknown>)[part], es))

describe('how somebody pays', () => {
  it.each([
    [methodLabel({ kind: 'bankAccount', brand: 'First Bank', lastFour: '1234' }), 'Débito bancario ···· 1234'],
    ['Bank withdrawal', 'Débito bancario'], ['Check', 'Cheque'], ['Cash', 'Efectivo'], ['Mailed check', 'Cheque por correo'],
    ['Cash at a store', 'Efectivo en una tienda'], ['Online bill pay', 'Pago por la banca en línea'],
    ['Visa ···· 4242', 'Visa ···· 4242'], ['Of an imported book', 'Of an imported book'], ['', ''],
  ])('%j is %j in Spanish', (label, words) => expect(methodWords(label, t)).toBe(words))
})
