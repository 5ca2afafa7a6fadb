/**
 * Sends what waits to the gateway and settles what comes back: right after each commit, a little later again where nothing
 * came back, and at start what a process before this one left behind. Any number of nodes may run one.
 */
import type { Services } from '../../../services.ts'
import type { Transaction } from '../../../store/store.ts'
import { gatewayAnswerSchema, type GatewayAnswer, type PaymentGateway } from '../gateway/gateway.ts'
import { repeated } from '../../../repeated.ts'
import { within } from '../../../within.ts'
import { ANSWER_MS, claimRequest, GATEWAY_CHANNEL, type GatewayRequest } from './gateway-requests.ts'
import { settleAnswer, settleSilence } from './settle-answer.ts'

/** Requests in the air at once, of one node: one that is not answered must not hold up the others. */
const LANES = 4
/** How often it looks by itself: for what is to be asked again, and in place of a hint that was lost. In ms. */
const LOOK_MS = 10_000

export type GatewayWorker = {
  /** Sends all that is due now. Resolves when none is left, or the worker is closed. */
  work(): Promise<void>
  /** Ends when nothing of it is in the store any more; an answer that is still out is left to whoever works next. */
  close(): Promise<void>
}

type Deps = Services & { gateway: PaymentGateway }

export async function openGatewayWorker(deps: Deps): Promise<GatewayWorker> {
  const worker = createGatewayWorker(deps)
  const wake = (): void => void worker.work()
  const stopListening = await deps.store.listen(GATEWAY_CHANNEL, wake)
  const stopLooking = deps.timers.every(LOOK_MS, wake)
  wake()
  return {
    work: worker.work,
    close: async () => {
      stopLooking()
      await worker.close()
      await stopListening()
    },
  }
}

/** Without ears and timers. */
export function createGatewayWorker(services: Deps, { lanes = LANES } = {}): GatewayWorker {
  const { store, clock, timers, log, gateway } = services
  const inStore = new Set<Promise<unknown>>()
  let closed = false
  let sayClosed = (): void => undefined
  const closing = new Promise<null>((resolve) => { sayClosed = () => resolve(null) })

  /** Null once it is closed: no transaction begins then, and those that run are waited for. */
  async function inTransaction<T>(work: (trx: Transaction) => Promise<T>): Promise<T | null> {
    if (closed) return null
    const running = store.db.transaction().execute(work)
    inStore.add(running)
    return running.finally(() => inStore.delete(running))
  }

  async function settle(request: GatewayRequest): Promise<void> {
    const asking = askInTime(request).catch((error: unknown) => {
      log.warn({ paymentId: request.paymentId, attempts: request.attempts, type: error instanceof Error ? error.name : typeof error }, 'the payment gateway has not answered')
      return 'silence' as const
    })
    // A console that is closed does not wait half a minute for a gateway.
    const answer = await Promise.race([asking, closing])
    if (answer === null) return
    await inTransaction(async (trx) => {
      if (answer === 'silence') await settleSilence(trx, services, request)
      else await settleAnswer(trx, services, request, answer)
    })
  }

  const askInTime = (request: GatewayRequest): Promise<GatewayAnswer> => within(timers, ANSWER_MS, ask({ gateway, clock }, request))

  async function lane(): Promise<void> {
    for (;;) {
      const request = await inTransaction((trx) => claimRequest(trx, clock.now()))
      if (!request) return
      await settle(request)
    }
  }

  const oneLane = (): Promise<void> => lane().catch((error: unknown) => {
    const { code } = error as { code?: unknown }
    log.error({ type: error instanceof Error ? error.name : typeof error, code }, 'a payment could not be settled')
  })
  const work = repeated(async () => void (await Promise.all(Array.from({ length: lanes }, oneLane))))

  return {
    work,
    close: async () => {
      closed = true
      sayClosed()
      await Promise.allSettled(inStore)
    },
  }
}

/**
 * A request that may have been sent before is asked for first, so that a gateway which forgets old keys is not charged
 * anew. What it does not know is sent, under the same key: it has one effect, be it still on its way.
 */
async function ask({ gateway, clock }: Pick<Deps, 'gateway' | 'clock'>, request: GatewayRequest): Promise<GatewayAnswer> {
  const deadline = clock.now() + ANSWER_MS
  const known = request.attempts > 1 ? await gateway.find(request.paymentId) : null
  // Nobody waits any more, and another may have it in hand already.
  if (clock.now() >= deadline) throw new Error('no answer in time')
  return gatewayAnswerSchema.parse(known ?? (await send(gateway, request)))
}

function send(gateway: PaymentGateway, { operation, paymentId: key, amount, currency, token, chargeReference }: GatewayRequest): Promise<GatewayAnswer> {
  if (operation === 'refund') return gateway.refund({ key, amount, currency, reference: chargeReference ?? '' })
  // Cannot be: a method is not removed while a charge of it is out.
  if (token === null) throw new Error('a charge without its token')
  return gateway.charge({ key, amount, currency, token })
}
