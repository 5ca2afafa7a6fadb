/**
 * Version of the API contract between desk and backend. Raise it with every change that an older side
 * would not understand, and repin the fingerprint (see tests/integration/wire.test.ts).
 * A desk sends it with each request in `x-headend-contract`; another number is answered `incompatible`.
 */
export const CONTRACT_VERSION = 15
export const CONTRACT_HEADER = 'x-headend-contract'
