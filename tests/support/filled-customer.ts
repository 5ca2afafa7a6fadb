/**
 * A customer with a row in every table that can be of one, closed and settled, and a mark in every text that a row takes: what is
 * left behind of them anywhere can be told. Triggers and references are off while they are made, so that the marks get everywhere.
 */
import type pg from 'pg'
import { accountStreams, type Row, type StreamName } from '../../shared/features/sync/streams.ts'
import { bulkInsert } from '../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { makeRow } from './rows.ts'

export const MARK = /canary~[a-z_]+~[a-z_]+/g

/** Rows that are no streams. `$1` the customer, `$2` an agent; ids that belong together are taken from what is there. */
const beside = [
  `insert into session (id, token_hash, agent_id, started_at, last_seen_at, absolute_ends_at, proven_at) values (gen_random_uuid(), 'mark', $2, now(), now(), now(), now())`,
  `insert into party_interaction (id, customer_id, agent_id, session_id, channel, level, way, verified_at, overridden_by, override_reason, started_at, used_at)
    select gen_random_uuid(), $1, $2, session.id, 'call', 'verified', 'override', now(), $2, '-', now(), now() from session limit 1`,
  `insert into account_pin (customer_id, pin_hash, set_at) values ($1, '-', now())`,
  `insert into verification_code (id, customer_id, party_interaction_id, code_hash, recipient, sent_at, expires_at) select gen_random_uuid(), $1, id, '-', '-', now(), now() from party_interaction`,
  `insert into verification_attempt (id, customer_id, party_interaction_id, agent_id, at, way, matched) select gen_random_uuid(), $1, id, $2, now(), 'pin', false from party_interaction`,
  `insert into verification_flag (id, customer_id, raised_at, channel, failures) values (gen_random_uuid(), $1, now(), 'call', 3)`,
  `insert into contact_medium_former (contact_medium_id, customer_id, medium_type, use, value, since, until) values (gen_random_uuid(), $1, 'email', 'home', '-', now(), now())`,
  `insert into digital_identity (id, customer_id, user_name, password_hash, created_at, password_changed_at) values (gen_random_uuid(), $1, '-', '-', now(), now())`,
  `insert into identity_device (id, identity_id, token_hash, name, place, added_at, last_used_at, expires_at, signs_in) select gen_random_uuid(), id, 'mark', '-', '-', now(), now(), now(), true from digital_identity`,
  `insert into identity_session (id, identity_id, token_hash, stage, remember, started_at, last_seen_at, ends_at) select gen_random_uuid(), id, 'mark', 'full', true, now(), now(), now() from digital_identity`,
  `insert into identity_factor (id, identity_id, kind, secret, state, added_at) select gen_random_uuid(), id, 'totp', 'v1.-', 'active', now() from digital_identity`,
  `insert into identity_code (id, session_id, code_hash, channel, sent_at, expires_at) select gen_random_uuid(), id, 'mark', 'sms', now(), now() from identity_session`,
  `insert into sign_in_lockout (subject, identity_id, source) select 'mark', id, '-' from digital_identity`,
  `insert into identity_link (id, customer_id, purpose, token_hash, channel, recipient, sent_at, expires_at) values (gen_random_uuid(), $1, 'reset', 'mark', 'email', '-', now(), now())`,
  `insert into identity_event (id, customer_id, at, kind, place, device) values (gen_random_uuid(), $1, now(), 'signedIn', '-', '-')`,
  `insert into call_record (id, customer_id, line, direction, other_number, started_at, seconds) values (gen_random_uuid(), $1, '-', 'incoming', '-', now(), 4)`,
  `insert into usage_day (customer_id, day, megabytes, measured_at) values ($1, now(), 1, now())`,
  `insert into autopay (billing_account_id, payment_method_id, since) select id, gen_random_uuid(), now() from billing_account where customer_id = $1`,
  `insert into autopay_draft (bill_id, attempt, payment_id, made_on) select gen_random_uuid(), 1, id, now() from payment where customer_id = $1`,
  `insert into payment_method_token (payment_method_id, token) select id, '-' from payment_method where customer_id = $1`,
  `insert into payment_link_secret (link_id, token_hash) select id, 'mark' from payment_link where customer_id = $1`,
  `insert into payment_link_entry (link_id, number, reference_hash) select id, 1, 'mark' from payment_link where customer_id = $1`,
  `insert into decision_unread (adjustment_id, agent_id, decided_at) select id, $2, now() from adjustment where customer_id = $1`,
  `insert into presence (session_id, customer_id, agent_id, display_name, since, seen_at) values (gen_random_uuid(), $1, $2, '-', now(), now())`,
  `insert into message_dispatch (message_id, recipient, params, state, not_before) select id, '-', '{"link": "canary~message_dispatch~params"}', 'waiting', now() from communication_message where customer_id = $1`,
  `insert into import_source (customer_id, row_hash, imported_at) values ($1, '-', now())`,
  `insert into bill_document (bill_id, customer_id, currency, lines) select id, $1, 'USD', '[{"name": "Internet 500", "detail": "canary~bill_document~lines", "amount": 8420}]' from customer_bill where customer_id = $1`,
  `insert into one_time_charge (id, customer_id, billing_account_id, currency, name, detail, amount, source, source_id, due_on, created_at, bill_id)
    select gen_random_uuid(), $1, id, 'USD', 'Move fee', '-', 100, 'planChange', gen_random_uuid(), now(), now(), gen_random_uuid() from billing_account where customer_id = $1`,
  `insert into gateway_request (payment_id, customer_id, billing_account_id, operation, amount, currency, payment_method_id, bill_ids, state, not_before, requested_at)
    select id, $1, billing_account_id, 'charge', 100, 'USD', gen_random_uuid(), '{}', 'approved', now(), now() from payment where customer_id = $1`,
  `insert into product_order_effect (order_id, product_id, effect) select id, gen_random_uuid(), 'started' from product_order where customer_id = $1`,
  `insert into loyalty_posting (transaction_id, batch_id, points) select loyalty_transaction.id, loyalty_batch.id, 1 from loyalty_transaction, loyalty_batch where loyalty_batch.customer_id = $1`,
  `insert into loyalty_gift (transaction_id, agent_id, given_at) select id, $2, now() from loyalty_transaction where customer_id = $1`,
  `insert into ledger_entry (id, customer_id, billing_account_id, at, kind, source_id) select gen_random_uuid(), $1, id, now(), 'payment', gen_random_uuid() from billing_account where customer_id = $1`,
  `insert into ledger_posting (entry_id, line, billing_account_id, debit, credit, amount, currency) select id, 0, billing_account_id, 'cash', 'revenue', 100, 'USD' from ledger_entry where customer_id = $1`,
  `insert into appointment_gate_code (appointment_id, customer_id, sealed, set_at) select id, $1, '-', now() from appointment where customer_id = $1`,
  `insert into equipment_measurement (id, customer_id, measured_at, measured_by, measurement) values (gen_random_uuid(), $1, now(), '-', '{}')`,
  `insert into equipment_action (id, customer_id, equipment_id, run_id, action, state, requested_at, finished_at) select gen_random_uuid(), $1, id, gen_random_uuid(), 'reboot', 'done', now(), now() from equipment where customer_id = $1`,
  `insert into visit_link (id, appointment_id, customer_id, token_hash, sent_at) select gen_random_uuid(), id, $1, 'mark', now() from appointment where customer_id = $1`,
  `insert into chat_queue (id, name, spanish_name, hours, target_seconds, max_waiting, changed_at) values (gen_random_uuid(), 'Chat', 'Chat', '[null,null,null,null,null,null,null]', 60, 10, now())`,
  `insert into chat_agent (agent_id, capacity, away_reason, status_at) values ($2, 1, 'gone', now())`,
  `insert into chat_conversation (id, customer_id, name, topic, language, resume_hash, queue_id, status, rank_at, begun_at, owner_id) select gen_random_uuid(), $1, '-', 'internet', 'en', 'mark', id, 'active', now(), now(), $2 from chat_queue`,
  `insert into chat_contact (contact_id, conversation_id) select gen_random_uuid(), id from chat_conversation`,
  `insert into chat_slot (agent_id, slot, conversation_id) select $2, 1, id from chat_conversation`,
  `insert into chat_message (conversation_id, sequence, client_id, author, kind, body, at) select id, 1, gen_random_uuid(), 'customer', 'text', 'canary~chat_message~body', now() from chat_conversation`,
  `insert into chat_attachment (id, conversation_id, author, name, type, size, sent_hash, created_at) select gen_random_uuid(), id, 'customer', 'canary~chat_attachment~name', 'application/pdf', 4, 'mark', now() from chat_conversation`,
  `insert into chat_attachment_part (attachment_id, part, bytes) select id, 0, convert_to('canary~chat_attachment_part~bytes', 'UTF8') from chat_attachment`,
  `insert into chat_note (conversation_id, sequence, client_id, kind, body, at) select id, 1, gen_random_uuid(), 'whisper', 'canary~chat_note~body', now() from chat_conversation`,
  `insert into chat_outgoing (conversation_id, client_id, agent_id, body, sent_at, leaves_at) select id, gen_random_uuid(), $2, 'canary~chat_outgoing~body', now(), now() from chat_conversation`,
  `insert into chat_participant (conversation_id, agent_id, role, since) select id, $2, 'watching', now() from chat_conversation`,
  `insert into chat_invitation (conversation_id, agent_id, invited_by, at, expires_at) select id, $2, $2, now(), now() + interval '1 minute' from chat_conversation`,
  `insert into chat_assignment (id, conversation_id, queue_id, agent_id, offered_at) select gen_random_uuid(), id, queue_id, $2, now() from chat_conversation`,
  `insert into chat_turn (conversation_id, queue_id, why, since, target_seconds) select id, queue_id, 'begun', now(), 60 from chat_conversation`,
  `insert into chat_ticket (token_hash, conversation_id, expires_at) select 'mark', id, now() from chat_conversation`,
  `insert into chat_left_message (id, customer_id, name, topic, language, wants, reach, body, done_text, done_at, done_by, disposition, left_at) values (gen_random_uuid(), $1, 'canary~chat_left_message~name', 'bill', 'en', 'message', 'canary~chat_left_message~reach', 'canary~chat_left_message~body', 'canary~chat_left_message~done_text', now(), '-', 'resolved', now())`,
  `insert into technician_time (id, technician_id, span, kind, customer_id, expires_at) values (gen_random_uuid(), gen_random_uuid(), tstzrange(now(), now() + interval '1 hour'), 'hold', $1, now())`,
  `insert into command (id, agent_id, procedure, body_hash, answer, received_at) values ('01930000-0000-7000-8000-000000000001', $2, 'customers.changeContactMedium', 'mark', '{"ok": {"rows": {"contactMedium": [{"value": "canary~command~answer"}]}}}', now())`,
]

/** What must hold for an erasure, whatever mark lies on it. */
const settled = [
  `update customer set status = 'closed', kind = 'residential'`, `update product set status = 'ended'`, `update payment set state = 'done'`, `update customer_bill set remaining = 0`,
  `update product_order set state = 'done', done_at = now()`, `update billing_account set past_due = 0, current_due = 0, unbilled = 0, credit = 0`,
]

/** The customer's own account number has no mark: it stays. @param agentId anybody's who works here */
export async function fillCustomer(store: Store, agentId: string): Promise<{ id: string; accountNumber: string }> {
  const customer = makeRow('customer', { status: 'closed' })
  const rows = accountStreams.map((stream) => ({ stream, row: makeRow(stream, { customerId: customer.id } as Partial<Row<StreamName>>) }))
  await store.db.transaction().execute(async (trx) => {
    await bulkInsert(trx, 'customer', [customer])
    for (const { stream, row } of rows) await bulkInsert(trx, stream, [row as Row<typeof stream>])
  })
  const client = await store.pool.connect()
  try {
    await client.query('begin; set local session_replication_role = replica')
    for (const statement of beside) await client.query(statement.replaceAll('$1', `'${customer.id}'::uuid`).replaceAll('$2', `'${agentId}'::uuid`))
    await mark(client)
    for (const statement of settled) await client.query(statement)
    await client.query(`update customer set account_number = $2 where id = $1`, [customer.id, customer.accountNumber])
    await client.query('commit')
    // With its seal, which a trigger makes.
    await client.query(`insert into audit_entry (id, at, action, customer_id, command_id, outcome) values (gen_random_uuid(), now(), 'customers.changeContactMedium', $1, '01930000-0000-7000-8000-000000000001', 'allowed')`, [customer.id])
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
  return { id: customer.id, accountNumber: customer.accountNumber }
}

/** People who work here and the operator's own are no customer's. */
const NOT_MARKED = ['agent', 'session', 'schema_version', 'meta', 'audit_entry', 'role_permission', 'search_word', 'customer_search', 'command']

/** In every column that takes it: one that is bound to a few words takes none. */
async function mark(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; type: string }>(`
    select c.table_name as "table", c.column_name as "column", c.data_type as "type" from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.data_type in ('text', 'ARRAY') and c.table_name <> all($1::text[])
      and c.table_name in (select table_name from information_schema.columns where column_name in ('customer_id', 'identity_id', 'message_id', 'payment_method_id') union select 'customer')`, [NOT_MARKED])
  for (const { table, column, type } of rows) {
    const text = `canary~${table}~${column}`
    const value = type === 'ARRAY' ? `array['${text}']` : `'${text}'`
    await client.query('savepoint one')
    try {
      await client.query(`update "${table}" set "${column}" = ${value}${table === 'sign_in_lockout' ? ' where identity_id is not null' : ''}`)
    } catch {
      await client.query('rollback to savepoint one')
    }
  }
  await client.query(`update characteristics set "values" = '{"Note": "canary~characteristics~values"}'`)
  await client.query(`update payment set reversal = '{"at": "2026-01-02T03:04:05.000Z", "by": "Jo Doe", "reason": "canary~payment~reversal"}'`)
}

/** Each mark that is left anywhere in the database. */
export async function marksLeft(store: Store): Promise<string[]> {
  const { rows: tables } = await store.pool.query<{ name: string }>(`select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`)
  const found = new Set<string>()
  for (const { name } of tables) {
    const { rows } = await store.pool.query<{ text: string }>(`select row_to_json(r)::text as text from "${name}" r where row_to_json(r)::text like '%canary~%'`)
    for (const { text } of rows) for (const each of text.match(MARK) ?? []) found.add(each)
  }
  return [...found].sort()
}
