/** Does what the caller brings hold? A PIN takes the same time whether or not there is one to compare with. */
import { assertNever, wrong } from '#shared/kernel/errors.ts'
import type { VerificationProof } from '#shared/features/interactions/contacts.schema.ts'
import type { Act } from '../../command.ts'
import { secretMatches } from '../../secret-hash.ts'
import type { Transaction } from '../../store/store.ts'
import { contactsOfRecord } from './contacts-of-record.queries.ts'
import type { OpenContact } from './contacts.queries.ts'

/** `none`: nothing was tried, such as a call that nobody took. */
export type Verdict = 'matched' | 'failed' | 'none'
type Proof<W extends VerificationProof['way']> = Extract<VerificationProof, { way: W }>

/** @throws AppError `validation` for what cannot be a way in this contact */
export async function judgeProof(trx: Transaction, act: Act, contact: OpenContact, proof: VerificationProof): Promise<Verdict> {
  switch (proof.way) {
    case 'pin': return toVerdict(await pinMatches(trx, act, contact.customerId, proof.pin))
    case 'code': return toVerdict(await codeMatches(trx, act, contact, proof.code))
    case 'callback': return judgeCallback(trx, act, contact, proof)
    case 'photoId': return judgePhotoId(contact, proof)
    default: return assertNever(proof)
  }
}

const toVerdict = (matches: boolean): Verdict => (matches ? 'matched' : 'failed')

/** Of a PIN that opens something: the demo's is shown to everybody, and in earnest opens nothing. */
export async function findPinHash(trx: Transaction, { demo }: Act['services'], customerId: string): Promise<string | null> {
  const found = await trx.selectFrom('accountPin').select(['pinHash', 'demo']).where('customerId', '=', customerId).executeTakeFirst()
  return found && (!found.demo || demo !== null) ? found.pinHash : null
}

async function pinMatches(trx: Transaction, { services }: Act, customerId: string, pin: string): Promise<boolean> {
  return secretMatches(await findPinHash(trx, services, customerId), pin)
}

/** A code is of the contact in which it was sent, and works once. Without one that lives nothing was tried: no try is lost. */
async function codeMatches(trx: Transaction, { at }: Act, contact: OpenContact, code: string): Promise<boolean> {
  const live = await trx.selectFrom('verificationCode').select(['id', 'codeHash'])
    .where('partyInteractionId', '=', contact.id).where('endedAt', 'is', null).where('expiresAt', '>', at).executeTakeFirst()
  if (!live) throw wrong('code', 'notLive')
  const matches = await secretMatches(live.codeHash, code)
  if (matches) await trx.updateTable('verificationCode').set({ endedAt: at }).where('id', '=', live.id).execute()
  return matches
}

async function judgeCallback(trx: Transaction, { services }: Act, { customerId }: OpenContact, { numberId, reached }: Proof<'callback'>): Promise<Verdict> {
  const { callbackNumbers } = await contactsOfRecord(trx, services.clock, customerId)
  if (!callbackNumbers.some(({ id }) => id === numberId)) throw wrong('numberId', 'notOfRecord')
  if (reached === 'nobody') return 'none'
  return toVerdict(reached === 'customer')
}

function judgePhotoId({ channel }: OpenContact, { nameMatches }: Proof<'photoId'>): Verdict {
  if (channel !== 'walkIn') throw wrong('proof', 'walkInOnly')
  return toVerdict(nameMatches)
}
