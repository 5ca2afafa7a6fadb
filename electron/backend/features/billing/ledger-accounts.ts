/**
 * The ledger's accounts. Three of them belong to a customer's billing account and together are what they owe:
 *   balance = receivable + unbilled - unapplied
 * all others are the operator's.
 */
export const ledgerAccounts = [
  /** Debit side: bills not yet paid, each posting with its bill. */
  'receivable',
  /** Debit side: charged since the last bill. */
  'unbilled',
  /** Credit side: paid or credited and on no bill yet. */
  'unapplied',
  'revenue',
  'tax',
  /** Debit side: credits that people gave. */
  'concession',
  /** Debit side: what redeemed points were worth. */
  'rewards',
  'cash',
] as const
export type LedgerAccount = (typeof ledgerAccounts)[number]

export const ledgerEntryKinds = ['bill', 'payment', 'refund', 'adjustment', 'redemption', 'application', 'reversal'] as const
export type LedgerEntryKind = (typeof ledgerEntryKinds)[number]
