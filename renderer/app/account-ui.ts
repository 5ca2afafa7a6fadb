/** What of an account's page is remembered while its tab is open: the section, the bill, and the panel beside it. */
import { reactive } from 'vue'
import type { Visit } from '#shared/features/dispatch/booking.procedures.ts'

export const sections = ['overview', 'billing', 'services', 'usage', 'calls', 'rewards', 'signIn'] as const
export type Section = (typeof sections)[number]
/** A contact medium's id, or a new one. */
export type ContactEditing = { contactMediumId: string | null }
/** The outage for which a credit was begun, and its days as far as they are known. */
export type OutageCredit = { reference: string; from: string; to: string }
/** Credit or charge; `billId` when it was begun at a bill, `outage` when at one. */
export type AdjustmentEditing = { adjustBillId: string | null; outage?: OutageCredit }
/** A payment; `billId` when it was begun at a bill. */
export type PaymentEditing = { payBillId: string | null }
/** A visit: with what troubleshooting found, or begun by an agent; `moving`: another time for that one. `workTypeCode` as of the operator's kinds of work. */
export type VisitPreset = { reason: string; workTypeCode: string | null; skills: readonly string[]; /** The language that the one before needed. */ speaks?: string | null; findings: readonly string[]; runId: string | null; /** The work order that left something to do. */ followUpOf?: string | null }
export type VisitEditing = { visit: VisitPreset | null; moving: Visit | null }
/** A chat that is over: its contact, or the conversation itself with the line that was found in it. */
export type ChatReading = { transcript: { by: 'contact' | 'conversation'; id: string }; at: number | null }
/** The next bill has no id yet. */
export const NEXT_BILL = 'next'
/** What the caller said, while it is being typed: here alone, never in a draft on the disk, and gone once it was judged. */
export type VerifyForm = { /** In which contact; the next caller begins with nothing typed. */ contactId: string | null; way: 'pin' | 'code' | 'callback' | 'photoId' | null; pin: string; code: string; /** The number to call back. */ numberId: string }
export const emptyVerifyForm = (contactId: string | null = null): VerifyForm => ({ contactId, way: null, pin: '', code: '', numberId: '' })
/** What a supervisor has begun to say; kept when the panel is closed, as everybody's words are, with the contact or the flag that it is of. */
export type Supervising = { contactId: string; reason: string; flagId: string; clearing: boolean; clearReason: string }
const nothingSupervised = (): Supervising => ({ contactId: '', reason: '', flagId: '', clearing: false, clearReason: '' })
/** `bill`: an id, NEXT_BILL, or null for the newest. `verifying`: the caller is being verified, and what was in hand waits behind it. */
export type AccountUi = { verifying: boolean; verifyForm: VerifyForm; supervising: Supervising; section: Section; bill: string | null; editing: ContactEditing | AdjustmentEditing | PaymentEditing | VisitEditing | ChatReading | 'language' | 'plan' | 'redeem' | 'goodwill' | 'topUp' | 'erasure' | 'troubleshoot' | null }

const kept = new Map<string, AccountUi>()

export function accountUi(customerId: string): AccountUi {
  let ui = kept.get(customerId)
  if (!ui) kept.set(customerId, (ui = reactive<AccountUi>({ verifying: false, verifyForm: emptyVerifyForm(), supervising: nothingSupervised(), section: 'overview', bill: null, editing: null })))
  return ui
}

/**
 * With its tab; without an id of every account, as when the agent leaves the desk or it is locked: a PIN or a code that nobody has
 * judged yet must not wait in the memory of a window without its agent. A page that goes may be remembered by something for a while.
 */
export function forgetAccountUi(customerId?: string): void {
  const going = customerId === undefined ? [...kept] : [...kept].filter(([id]) => id === customerId)
  for (const [id, ui] of going) {
    Object.assign(ui.verifyForm, emptyVerifyForm(ui.verifyForm.contactId))
    kept.delete(id)
  }
}
