/** What the proof and the backend that it asks say to each other. */
export type Target = { url: string; tokens: string[]; endingTokens: string[]; routes: string[]; customerIds: string[]; billIds: string[]; /** Each opens a conversation. */ chatTokens: string[] }
export type FromTarget = { kind: 'ready'; target: Target } | { kind: 'memory'; bytes: number }
export type ToTarget = { kind: 'memory' } | { kind: 'stop' }

/** A route that does all that must not be, for the control; nobody else asks it. */
export const FAULTY_ROUTE = '/fuzz-control'
