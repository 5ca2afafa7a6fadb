/** How long a contact lasts. By itself, so that the window knows it before the contract is loaded. */

/** A contact with nothing done in it for so long is over, in ms: as long as a session may lie idle. */
export const CONTACT_IDLE_MS = 15 * 60 * 1000
/** However busy, in ms: longer than this nobody stays on one line. */
export const CONTACT_LONGEST_MS = 4 * 60 * 60 * 1000
