/** How long things last in a chat, in ms. */
/** An offer that nobody takes goes back. */
export const OFFER_MS = 20_000
/** A customer's message without an answer, and nothing of the agent seen: the conversation goes back to its queue, with its history. */
export const RETURN_MS = 180_000
/** A colleague who is asked in and does not answer is not waited for. */
export const INVITE_MS = 60_000
/** Who did not come, or did not answer, is not asked into the same chat again before. */
export const ASK_AGAIN_MS = 60_000
/** Without a sign of the agent's desk: away, and what they held goes back. */
export const DESK_GONE_MS = 60_000
/** To say what it came to, after its end; then it is over without. */
export const WRAP_UP_MS = 120_000
/** A page that is not there any more keeps its place in the queue so long. */
export const ABANDONED_MS = 5 * 60_000
/** Open, without a word of anybody, and the customer's page not open: it is over. */
export const SILENCE_MS = 30 * 60_000
/** A conversation can be gone on with so long after its last word. */
/** Files of a chat behind its end: as long as what was charged may be asked about, by our own choice. */
export const ATTACHMENTS_KEPT_MS = 92 * 24 * 60 * 60_000
export const RESUME_MS = 7 * 24 * 60 * 60_000
/** Who comes again within it has a head start. */
export const REPEAT_MS = 24 * 60 * 60_000
/** A message that was left and is done with is kept so long, for who left it and for whoever is asked about it. */
export const LEFT_KEPT_MS = 90 * 24 * 60 * 60_000
