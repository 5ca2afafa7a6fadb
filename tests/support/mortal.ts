/** A process that dies at a chosen moment: from then on nothing of it reaches the store or the gateway. */
import type { PaymentGateway } from '../../electron/backend/features/billing/gateway/gateway.ts'
import type { Store, Transaction } from '../../electron/backend/store/store.ts'

export type Mortal = { store: Store; gateway: PaymentGateway; steps(): number }

/**
 * Steps are counted: before a transaction, before its commit, after it, before the gateway is asked, after it has answered.
 * @param dieAt the number of the step that it does not survive; 0 never
 */
export function mortal(store: Store, gateway: PaymentGateway, dieAt: number): Mortal {
  let steps = 0
  let dead = false
  const step = (): void => {
    steps += 1
    if (steps === dieAt) dead = true
    if (dead) throw new Error('the process is dead')
  }
  async function transaction<T>(work: (trx: Transaction) => Promise<T>): Promise<T> {
    step()
    const done = await store.db.transaction().execute(async (trx) => {
      const result = await work(trx)
      step()
      return result
    })
    step()
    return done
  }
  const asked = <A extends unknown[], T>(ask: (...given: A) => Promise<T>) => async (...given: A): Promise<T> => {
    step()
    const answer = await ask(...given)
    step()
    return answer
  }
  const db = new Proxy(store.db, { get: (target, name) => (name === 'transaction' ? () => ({ execute: transaction }) : Reflect.get(target, name, target)) })
  return {
    store: { ...store, db },
    gateway: { simulated: true, charge: asked(gateway.charge), refund: asked(gateway.refund), find: asked(gateway.find) },
    steps: () => steps,
  }
}
