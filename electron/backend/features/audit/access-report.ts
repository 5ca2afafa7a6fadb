/**
 * All that is held about one customer, as one document: the right of access (GDPR article 15; CCPA, Cal. Civ. Code 1798.110).
 * Which tables that are is asked of the database itself: whatever has a customer's id in it is in the report, so that a
 * table which comes later cannot be forgotten. What has no such column and belongs to somebody all the same is named here.
 */
import { CompiledQuery } from 'kysely'
import pg from 'pg'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import type { Transaction } from '../../store/store.ts'
import { getCustomer } from '../customers/customers.queries.ts'

/** `r` is the row, `$1` the customer. */
const byAnother: Record<string, string> = {
  customer: 'r.id = $1',
  ledger_posting: 'r.entry_id in (select id from ledger_entry where customer_id = $1)',
  loyalty_posting: 'r.transaction_id in (select id from loyalty_transaction where customer_id = $1)',
  loyalty_gift: 'r.transaction_id in (select id from loyalty_transaction where customer_id = $1)',
  product_order_effect: 'r.order_id in (select id from product_order where customer_id = $1)',
  message_dispatch: 'r.message_id in (select id from communication_message where customer_id = $1)',
  autopay: 'r.billing_account_id in (select id from billing_account where customer_id = $1)',
  autopay_draft: 'r.payment_id in (select id from payment where customer_id = $1)',
  chat_assignment: 'r.conversation_id in (select id from chat_conversation where customer_id = $1)',
  chat_turn: 'r.conversation_id in (select id from chat_conversation where customer_id = $1)',
  chat_contact: 'r.conversation_id in (select id from chat_conversation where customer_id = $1)',
  chat_attachment: 'r.conversation_id in (select id from chat_conversation where customer_id = $1)',
  chat_invitation: 'r.conversation_id in (select id from chat_conversation where customer_id = $1)',
  chat_message: 'r.conversation_id in (select id from chat_conversation where customer_id = $1)',
  chat_note: 'r.conversation_id in (select id from chat_conversation where customer_id = $1)',
  chat_outgoing: 'r.conversation_id in (select id from chat_conversation where customer_id = $1)',
  chat_participant: 'r.conversation_id in (select id from chat_conversation where customer_id = $1)',
  identity_device: 'r.identity_id in (select id from digital_identity where customer_id = $1)',
  identity_factor: 'r.identity_id in (select id from digital_identity where customer_id = $1)',
  identity_session: 'r.identity_id in (select id from digital_identity where customer_id = $1)',
  sign_in_lockout: 'r.identity_id in (select id from digital_identity where customer_id = $1)',
}

/** Of nobody, or the same once more. A test names each table of the database that is neither there nor here. */
export const NOT_IN_REPORT: Record<string, string> = {
  command: 'answers that were given, kept for 90 days to be given again: rows that are in the report as they are now',
  customer_search: 'words of the customer row, for the search',
  search_word: 'words of all rows, of nobody in particular',
  payment_method_token: 'what the card gateway knows a card by; the card is in payment_method',
  payment_link_secret: 'hashes of what opens a link; the link is in payment_link',
  payment_link_entry: 'hashes of entries at the gateway',
  identity_code: 'hashes of codes that were sent; the messages are in communication_message',
  decision_unread: 'which agent has yet to read a decision; the decision is in adjustment',
  chat_attachment_part: 'the bytes of pictures and documents, which no text can have in it; each of them is named in chat_attachment',
  chat_slot: 'which of an agent\'s places a conversation has; the conversation is in chat_conversation',
  chat_ticket: 'hashes of what opens a connection, for a minute',
  sign_in_source: 'how often a network address failed, without a name',
  telemetry_batch: 'which modems went off and on, by their address alone, for the minutes until they are counted',
  outage_detector: 'the same, as the detection of outages remembers it: to count by, in a form of its own',
  audit_seal: 'hashes of entries that are in audit_entry',
}

/** Of a table that is in the report, what is not: it opens a door, and its name does not say so. */
export const COLUMNS_NOT_IN_REPORT: Record<string, Record<string, string>> = {
  appointment_gate_code: { sealed: 'what opens their own gate, sealed; that there is one is in appointment' },
  message_dispatch: {
    params: 'what is put into a text that waits: links with their token and codes, in clear, because they have yet to be sent',
    attachment: 'which bill the text carries; the bill is in customer_bill',
  },
}

/** Of no use to anybody but the program, or a secret that a report must not carry. */
const isLeftOut = ({ table, column, type }: Column): boolean =>
  type === 'bytea' || column === 'changed_xid' || /(^|_)(hash|token|secret)s?$/.test(column) || column in (COLUMNS_NOT_IN_REPORT[table] ?? {})

type Column = { table: string; column: string; type: string }

/** @returns JSON. @throws AppError `notFound` */
export async function accessReport(trx: Transaction, clock: Clock, customerId: string): Promise<string> {
  const { id, accountNumber } = await getCustomer(trx, customerId)
  const sections = sectionsOf(await columns(trx))
  const { rows } = await trx.executeQuery<{ held: unknown }>(CompiledQuery.raw(`select json_object_agg(name, held) as held from (${sections.map(selectOf).join(' union all ')}) section`, [customerId]))
  return `${JSON.stringify({ report: 'headend-access-report-1', customerId: id, accountNumber, madeAt: isoInstant(clock.now()), held: rows[0]?.held }, null, 2)}\n`
}

async function columns(trx: Transaction): Promise<Column[]> {
  const { rows } = await trx.executeQuery<Column>(CompiledQuery.raw(`
    select c.table_name as "table", c.column_name as "column", c.data_type as "type"
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' order by 1, c.ordinal_position`))
  return rows
}

type Section = { table: string; where: string; leftOut: string[] }

function sectionsOf(all: readonly Column[]): Section[] {
  return [...new Set(all.map(({ table }) => table))].flatMap((table) => {
    const own = all.filter((each) => each.table === table)
    const where = byAnother[table] ?? (own.some(({ column }) => column === 'customer_id') ? 'r.customer_id = $1' : null)
    if (where === null || table in NOT_IN_REPORT) return []
    return [{ table, where, leftOut: own.filter(isLeftOut).map(({ column }) => column) }]
  })
}

const selectOf = ({ table, where, leftOut }: Section): string =>
  `select ${pg.escapeLiteral(table)} as name, (select coalesce(json_agg(to_jsonb(r) - array[${leftOut.map(pg.escapeLiteral).join(', ')}]::text[]), '[]') from ${pg.escapeIdentifier(table)} r where ${where}) as held`
