/** Who takes chats of the demo, and of what. Around the clock: the demo is looked at when somebody has time for it. */
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { OpenHours } from '#shared/features/chat/open-hours.ts'
import type { RoutingRule } from '#shared/features/chat/routing.ts'
import type { Transaction } from '../store/store.ts'
import { insertDemoChatHistory } from './chat-history.ts'

const ALWAYS: OpenHours = { week: Array.from({ length: 7 }, () => [{ from: 0, to: 24 * 60 }]), closedDays: [] }
const TARGET_SECONDS = 60
const MOST_WAITING = 200
const queues = { help: ['Technical help', 'Ayuda técnica'], billing: ['Billing', 'Facturación'], spanish: ['Español', 'Español'] } as const
type Queue = keyof typeof queues

type Staffed = { userName: string; of: Queue[]; languages: string[]; skills: string[]; capacity: number }
const staff: readonly Staffed[] = [
  { userName: 'agent', of: ['help', 'billing', 'spanish'], languages: ['en', 'es'], skills: [], capacity: 3 },
  { userName: 'senior', of: ['help', 'billing'], languages: ['en'], skills: ['retention'], capacity: 4 },
  // Of no queue: what a supervisor has is what they took over.
  { userName: 'supervisor', of: [], languages: ['en', 'es'], skills: [], capacity: 2 },
]

export async function insertDemoChat(trx: Transaction, { clock, ...day }: { clock: Clock; timeZone: string; today: string; seed: number }): Promise<void> {
  const at = isoInstant(clock.now())
  const ids: Record<Queue, string> = { help: newId(clock), billing: newId(clock), spanish: newId(clock) }
  for (const [queue, id] of Object.entries(ids) as [Queue, string][])
    await trx.insertInto('chatQueue').values({ id, name: queues[queue][0], spanishName: queues[queue][1], hours: JSON.stringify(ALWAYS), targetSeconds: TARGET_SECONDS, maxWaiting: MOST_WAITING, changedAt: at, changedBy: null }).execute()
  const rules = rulesOf(ids)
  await trx.insertInto('chatRules').values({ version: 1, rules: JSON.stringify(rules), publishedAt: at, publishedBy: null }).execute()
  const agents: { agentId: string; queueIds: string[] }[] = []
  for (const [name, english, spanish] of replies) await trx.insertInto('chatReply').values({ id: newId(clock), ownerId: null, name, english, spanish, changedAt: at, changedBy: 'Headend' }).execute()
  for (const { userName, of, ...rest } of staff) {
    const person = await trx.selectFrom('agent').select('id').where('userName', '=', userName).executeTakeFirst()
    if (!person) continue
    agents.push({ agentId: person.id, queueIds: of.map((queue) => ids[queue]) })
    await trx.insertInto('chatAgent').values({ ...agents.at(-1)!, ...rest, undoSeconds: 15, status: 'away', awayReason: 'break', statusAt: at, statusBy: null }).execute()
  }
  await insertDemoChatHistory(trx, { clock, ...day, rules, agents, targetSeconds: TARGET_SECONDS })
}

/** Of all; a customer reads the one in their language. */
const replies: readonly [name: string, english: string, spanish: string][] = [
  ['hello', 'Hello {customer.firstName}, this is {agent.name} of {operator.name}. How can I help you?', 'Hola {customer.firstName}, le atiende {agent.name} de {operator.name}. ¿En qué puedo ayudarle?'],
  ['outage', 'There is an outage where you live, and we are working on it. It is expected to be over by {outage.eta}. You need not do anything.', 'Hay una interrupción donde usted vive y estamos trabajando en ella. Se espera que termine a las {outage.eta}. No tiene que hacer nada.'],
  ['balance', 'What is open on your account is {balance}, due on {dueDate}.', 'Lo pendiente de su cuenta es {balance}, con vencimiento el {dueDate}.'],
  ['restart', 'Please unplug the modem, wait 30 seconds, and plug it in again. It takes about three minutes until its lights are steady; I stay here.', 'Desenchufe el módem, espere 30 segundos y vuelva a enchufarlo. Sus luces tardan unos tres minutos en quedarse fijas; sigo aquí.'],
  ['call-back', 'I will call you back [[when]]. If something comes up before, we are at {operator.phone}.', 'Le llamo [[cuándo]]. Si surge algo antes, estamos en el {operator.phone}.'],
  ['bye', 'Thank you for writing, {customer.firstName}. Have a good day!', 'Gracias por escribirnos, {customer.firstName}. ¡Que tenga un buen día!'],
  ['survey', 'Before you go: how did this go for you, from 1 to 5?', ''],
]

const rulesOf = (ids: Record<Queue, string>): RoutingRule[] => [
  { name: 'Spanish', topics: [], languages: ['es'], reasons: [], queueId: ids.spanish, skill: null },
  { name: 'Bills and plans', topics: ['bill', 'plan'], languages: [], reasons: [], queueId: ids.billing, skill: null },
  { name: 'Everything else', topics: [], languages: [], reasons: [], queueId: ids.help, skill: null },
]
