import { describe, expect, it } from 'vitest'
import { orderInWords } from './tell-of-order.ts'

const both = (english: string, spanish = english) => ({ english, spanish })
const [fiber, internet, phone, tv] = [both('Fiber 500', 'Fibra 500'), both('Internet 300'), both('Home Phone', 'Teléfono'), both('TV Select')]

describe('an order, in words', () => {
  it.each([
    ['en', 6, 'New: Fiber 500, Home Phone. Ends: Internet 300.'],
    ['es', 6, 'Nuevo: Fibra 500, Teléfono. Termina: Internet 300.'],
    ['en', 1, 'New: Fiber 500 and 1 more. Ends: Internet 300.'],
    ['es', 1, 'Nuevo: Fibra 500 y 1 más. Termina: Internet 300.'],
  ] as const)('in %s with %d names at most is %j', (language, most, said) => expect(orderInWords({ started: [fiber, phone], ended: [internet] }, language, most)).toBe(said))

  it('says what only its contract changes of once', () =>
    expect(orderInWords({ started: [internet, phone], ended: [internet, tv] }, 'en', 6)).toBe('New: Home Phone. Ends: TV Select. New contract: Internet 300.'))

  it('says nothing of what there is none of', () => expect(orderInWords({ started: [], ended: [tv] }, 'es', 6)).toBe('Termina: TV Select.'))
})
