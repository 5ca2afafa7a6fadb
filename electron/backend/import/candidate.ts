/** A row of the file that was understood, with the rows of the account that it means. */
import { hash } from 'node:crypto'
import { streams, type Row, type StreamName } from '#shared/features/sync/streams.ts'
import { accountRows, type AccountRows, type Occasion } from './account-rows.ts'
import type { Draft } from './draft.ts'

export type Candidate = { draft: Draft; rows: AccountRows; rowHash: string }

/** Raised when the same cells begin to mean other rows, so that the next import writes them anew. */
const UNDERSTANDING = 2

/**
 * @param explicitAsOf null when the day came from the file's date alone: the same file copied must not look new.
 * @returns null with the reason when the rows break the contract.
 */
export function makeCandidate(draft: Draft, occasion: Occasion, explicitAsOf: string | null): Candidate | { reason: string } {
  const rows = accountRows(draft, occasion)
  const broken = firstBreach(rows)
  if (broken) return { reason: broken }
  const meaning = JSON.stringify([UNDERSTANDING, occasion.currency, explicitAsOf, sortedEntries(draft), sortedEntries(draft.attributes)])
  return { draft, rows, rowHash: hash('sha256', meaning, 'base64url') }
}

/** The order of columns in a file means nothing. */
const sortedEntries = (record: object): [string, unknown][] =>
  Object.entries(record).filter(([key]) => key !== 'attributes').sort(([a], [b]) => (a < b ? -1 : 1))

function firstBreach({ customer, ...others }: AccountRows): string | null {
  const all: [StreamName, unknown][] = [['customer', customer]]
  for (const [stream, rows] of Object.entries(others)) for (const row of rows) all.push([stream as StreamName, row])
  for (const [stream, row] of all) {
    const issue = streams[stream].safeParse(row).error?.issues[0]
    if (issue) return `${stream} ${issue.path.join('.')}: ${issue.message}`
  }
  return null
}

/** The streams of an account that a file fills, beside the customer row itself. */
export const filledStreams = ['contactMedium', 'address', 'billingAccount', 'product', 'equipment', 'usageConsumption', 'characteristics'] as const
export type FilledStream = (typeof filledStreams)[number]

export const customerIds = (batch: readonly Candidate[]): string[] => batch.map(({ rows }) => rows.customer.id)

export const rowsOf = <S extends FilledStream>(batch: readonly Candidate[], stream: S): Row<S>[] => batch.flatMap(({ rows }) => rows[stream] as Row<S>[])
