/** Sends what waits to the gateway and settles what comes back. */
import type { Services } from '../../../services.ts'
import { gatewayAnswerSchema, type GatewayAnswer, type PaymentGateway } from '../gateway/gateway.ts'
import { createQueueWorker, listenAndWork, type QueueWorker } from '../../../queue-worker.ts'
import { within } from '../../../within.ts'
import { ANSWER_MS, claimRequest, GATEWAY_CHANNEL, type GatewayRequest } from './gateway-requests.ts'
import { settleAnswer, settleSilence } from './settle-answer.ts'

/** Requests in the air at once, of one node. */
const LANES = 4

type Deps = Services & { gateway: PaymentGateway }

export const openGatewayWorker = (deps: Deps): Promise<QueueWorker> => listenAndWork(deps, GATEWAY_CHANNEL, createGatewayWorker(deps))

/** Without ears and timers. */
export function createGatewayWorker(services: Deps, { lanes = LANES } = {}): QueueWorker {
  const { clock, timers, log, gateway } = services
  return createQueueWorker<GatewayRequest, GatewayAnswer | 'silence'>(services, {
    lanes,
    claim: (trx) => claimRequest(trx, clock.now()),
    perform: (request) => within(timers, ANSWER_MS, ask({ gateway, clock }, request)).catch((error: unknown) => {
      log.warn({ paymentId: request.paymentId, attempts: request.attempts, type: error instanceof Error ? error.name : typeof error }, 'the payment gateway has not answered')
      return 'silence' as const
    }),
    settle: async (trx, request, answer) => {
      if (answer === 'silence') await settleSilence(trx, services, request)
      else await settleAnswer(trx, services, request, answer)
    },
    onFault: (error) => {
      const { code } = error as { code?: unknown }
      log.error({ type: error instanceof Error ? error.name : typeof error, code }, 'a payment could not be settled')
    },
  })
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
