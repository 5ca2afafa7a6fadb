/**
 * What an erasure does to each table of the database: the sources and the reasons are in this folder's README. A test fails for a
 * table that is not here, so that one which comes later is decided upon, and another for a text of a customer that stays behind.
 */
import { CompiledQuery } from 'kysely'

export type Fate =
  /** SQL, in the order of the list. `$1` is the customer; `$2` the moment, where it is wanted. */
  | { erased: string }
  /** What the law keeps, and why; `strip` takes out of it what somebody typed or what only told who it was. */
  | { kept: string; strip?: string }
  /** Nothing of a customer is in it. */
  | { nobody: string }

/** The row's place stays and tells the desks that it is no more; in it, nothing of what it said. */
const gone = (table: string, blank: string): Fate =>
  ({ erased: `update ${table} set removed_at = coalesce(removed_at, $2::timestamptz), version = version + 1, ${blank} where customer_id = $1` })
const deleted = (table: string, where = 'customer_id = $1'): Fate => ({ erased: `delete from ${table} where ${where}` })
const strip = (table: string, set: string): string => `update ${table} set version = version + 1, ${set} where customer_id = $1`

const BOOKS = 'the books: amounts and dates under the account number, for taxes and claims'
const PROOF = 'ids and codes that prove what was done, for claims and for the supervisor'
const ofIdentity = 'identity_id in (select id from digital_identity where customer_id = $1)'
const ofChat = 'conversation_id in (select id from chat_conversation where customer_id = $1)'
const noPlace = 'house_number = null, street = null, unit = null, city = null, state_or_province = null, postal_code = null, latitude = null, longitude = null, node = null'

export const ERASURE: Record<string, Fate> = {
  // Those that are open were ended before, which writes a line of the history; that goes with the others.
  party_interaction: {
    kept: `${PROOF}: which contact, how its caller was known`,
    strip: `update party_interaction set text = '', disposition = null, override_reason = case when override_reason is not null then '' end where customer_id = $1`,
  },
  interaction: gone('interaction', `text = '', disposition = null, by = null`),
  contact_medium: gone('contact_medium', `value = '', preferred = false, changed_by = null`),
  // Behind contact_medium, whose trigger keeps what was there.
  contact_medium_former: deleted('contact_medium_former'),
  address: gone('address', `${noPlace}, valid_from = null, valid_to = null`),
  alert: gone('alert', `text = ''`),
  characteristics: gone('characteristics', `"values" = '{}'`),
  account_change: gone('account_change', 'before = null, after = null, by = null'),
  communication_message: gone('communication_message', `recipient = '', by = null`),
  message_dispatch: deleted('message_dispatch', 'message_id in (select id from communication_message where customer_id = $1)'),

  account_pin: deleted('account_pin'),
  verification_code: deleted('verification_code'),
  verification_flag: deleted('verification_flag'),
  identity_code: deleted('identity_code', `session_id in (select id from identity_session where ${ofIdentity})`),
  identity_session: deleted('identity_session', ofIdentity),
  identity_device: deleted('identity_device', ofIdentity),
  identity_factor: deleted('identity_factor', ofIdentity),
  sign_in_lockout: deleted('sign_in_lockout', ofIdentity),
  digital_identity: deleted('digital_identity'),
  identity_link: deleted('identity_link'),
  identity_event: deleted('identity_event'),

  // What the contact came to is a line of the history, which goes by itself; its place with an agent is free again.
  chat_ticket: deleted('chat_ticket', ofChat),
  chat_attachment_part: deleted('chat_attachment_part', `attachment_id in (select id from chat_attachment where ${ofChat})`),
  chat_attachment: deleted('chat_attachment', ofChat),
  chat_outgoing: deleted('chat_outgoing', ofChat),
  chat_note: deleted('chat_note', ofChat),
  chat_message: deleted('chat_message', ofChat),
  chat_participant: deleted('chat_participant', ofChat),
  chat_invitation: deleted('chat_invitation', ofChat),
  chat_assignment: deleted('chat_assignment', ofChat),
  chat_turn: deleted('chat_turn', ofChat),
  chat_slot: { erased: `update chat_slot set conversation_id = null where ${ofChat}` },
  chat_contact: deleted('chat_contact', ofChat),
  chat_conversation: deleted('chat_conversation'),
  chat_left_message: deleted('chat_left_message'),

  call_record: deleted('call_record'),
  usage_day: deleted('usage_day'),
  usage_consumption: gone('usage_consumption', 'used_megabytes = 0, allowance_megabytes = null, topped_up_megabytes = 0'),
  usage_alert: gone('usage_alert', `state = 'removed'`),
  usage_alert_event: gone('usage_alert_event', 'used_megabytes = 0, allowance_megabytes = null'),
  service_problem_report: gone('service_problem_report', `by = '', contact_id = null, tell = 'notWanted', told_at = null`),
  appointment: gone('appointment', `status = case when status in ('booked', 'confirmed') then 'missed' else status end, reason = null, contact_name = null, contact_phone = null, access_notes = null, dogs = null, adult_at_home = null,
    has_gate_code = false, contact_id = null, booked_by = '', end_note = null, changed_by = ''`),
  appointment_gate_code: deleted('appointment_gate_code'),
  // Its trigger gives the technician's time back.
  work_order: gone('work_order', `latitude = null, longitude = null, city = null, postal_code = null, node = null, checklist = '{"items": []}', parts = '{"items": []}', photos = '{}', outcome_note = null, signature = null, speaks = null,
    follow_up = null, findings = '{}', run_id = null, changed_by = ''`),
  technician_time: deleted('technician_time'),
  visit_link: deleted('visit_link'),
  diagnostic_run: gone('diagnostic_run', `guide_id = 'erased', title = '{"en": "-", "es": "-"}', contact_id = null, started_by = '', changed_by = '', trail = '{"entries": []}', state = 'ended', ticket_id = null,
    outcome = '{"kind": "left", "step": null, "reason": null, "workType": null, "skills": [], "references": [], "note": null}'`),
  trouble_ticket: gone('trouble_ticket', `title = '{"en": "-", "es": "-"}', work_type = null, findings = '{"list": []}', visits = '{"list": []}', reason = '{"en": "-", "es": "-"}', contact_id = null, opened_by = '', status = 'closed', closed_at = coalesce(closed_at, $2::timestamptz), closed_by = null, close_text = null`),
  equipment_measurement: deleted('equipment_measurement'),
  equipment_action: deleted('equipment_action'),
  product: gone('product', `name = '', detail = null, contract_term = null`),
  equipment: gone('equipment', `model = '', serial_number = null, mac_address = null, installed_on = null`),

  autopay: deleted('autopay', 'billing_account_id in (select id from billing_account where customer_id = $1)'),
  payment_method_token: deleted('payment_method_token', 'payment_method_id in (select id from payment_method where customer_id = $1)'),
  payment_method: gone('payment_method', `brand = '-', last_four = '0000', expires_on = null, state = 'removed', is_default = false`),
  payment_link_entry: deleted('payment_link_entry', 'link_id in (select id from payment_link where customer_id = $1)'),
  payment_link_secret: deleted('payment_link_secret', 'link_id in (select id from payment_link where customer_id = $1)'),
  payment_link: gone('payment_link', `recipient = '', state = case when state in ('sent', 'opened') then 'revoked' else state end`),
  decision_unread: deleted('decision_unread', 'adjustment_id in (select id from adjustment where customer_id = $1)'),
  presence: deleted('presence'),
  // Answers that would be given again have the rows in them. What is asked again is refused by the lock, and so has no second effect.
  command: deleted('command', `procedure <> 'audit.recordAccountRead' and id in (select command_id from audit_entry where customer_id = $1)`),
  // The version is 1 for good: desks let it go by the tombstone.
  loyalty_transaction: {
    erased: `update loyalty_transaction set removed_at = coalesce(removed_at, $2::timestamptz), comment = null where customer_id = $1`,
  },
  loyalty_batch: gone('loyalty_batch', 'given_by = null'),

  customer: {
    kept: 'the account number, under which the books are',
    strip: `update customer set version = version + 1, status = 'erased', given_name = null, family_name = null, organization_name = null, status_reason = null, customer_since = null, language = 'en',
      ${noPlace}, phones = '{}', emails = '{}', equipment_ids = '{}' where id = $1`,
  },
  // Without the words of the name, which are made anew from the row; the words of nobody else go from the vocabulary (forget-words.ts).
  customer_search: deleted('customer_search'),
  search_word: { nobody: 'words of all rows; those that only this customer had are taken out (forget-words.ts)' },
  import_source: { kept: 'that the account came from a file, so that the file does not bring it back', strip: `update import_source set row_hash = 'erased' where customer_id = $1` },

  billing_account: { kept: BOOKS, strip: strip('billing_account', 'payment_method = null, autopay = false, paperless = false') },
  customer_bill: { kept: BOOKS },
  bill_document: {
    kept: `${BOOKS}; without the second line of an item`,
    strip: `update bill_document set lines = (select coalesce(jsonb_agg(line || '{"detail": null}' order by place), '[]') from jsonb_array_elements(lines) with ordinality as each(line, place))
      where customer_id = $1`,
  },
  one_time_charge: { kept: BOOKS, strip: 'update one_time_charge set detail = null where customer_id = $1' },
  usage_top_up: { kept: `${BOOKS}: data that was sold` },
  payment: {
    kept: `${BOOKS}; without the card's last digits and what was typed`,
    strip: strip('payment', `method = '', reason = null, reference = null, reversal = case when reversal is not null then reversal || '{"reason": ""}' end`),
  },
  payment_promise: { kept: BOOKS },
  gateway_request: { kept: `${BOOKS}, and the gateway's own reference, by which a bank's dispute is answered` },
  autopay_draft: { kept: BOOKS },
  adjustment: {
    kept: `${BOOKS}; the reason as a code, without comments`,
    strip: strip('adjustment', `comment = '', decision_comment = null, outage_reference = null, reversal_reason = case when reversal_reason is not null then '' end`),
  },
  ledger_entry: { kept: BOOKS },
  ledger_posting: { kept: BOOKS },
  product_order: { kept: `${BOOKS}: what was ordered, in the catalog's words` },
  product_order_effect: { kept: BOOKS },
  loyalty_posting: { kept: `${BOOKS}: points that were turned into money; numbers alone` },
  loyalty_gift: { kept: `${PROOF}: which agent gave points` },

  verification_attempt: { kept: `${PROOF}: who tried to pass as the customer` },
  audit_entry: { kept: `${PROOF}: hash-chained, or nobody could trust it; of words only why somebody was let past the gate, or money given back` },
  audit_seal: { kept: 'hashes of entries' },
  audit_chain: { nobody: 'the log\'s own id' },
  customer_erasure: { kept: 'that the customer asked, and that it was done: 11 CCR 7101(a), 24 months' },

  sign_in_source: { nobody: 'how often a network address failed, without a name; for a day' },
  adjustment_limit: { nobody: 'the operator\'s' },
  adjustment_reason: { nobody: 'the operator\'s' },
  agent: { nobody: 'of people who work here' },
  agent_factor: { nobody: 'of people who work here' },
  agent_identity: { nobody: 'of people who work here' },
  agent_recovery_code: { nobody: 'of people who work here' },
  chat_agent: { nobody: 'of people who work here' },
  chat_queue: { nobody: 'the operator\'s' },
  chat_alert: { nobody: 'of queues; who of our people has seen it' },
  chat_reply: { nobody: 'texts of the operator\'s and of people who work here, with variables for whatever is a customer\'s' },
  chat_rules: { nobody: 'the operator\'s' },
  meta: { nobody: 'the database\'s own' },
  product_offering: { nobody: 'the operator\'s' },
  recording_limit: { nobody: 'the operator\'s' },
  refund_limit: { nobody: 'the operator\'s' },
  reward_limit: { nobody: 'the operator\'s' },
  reward_rule: { nobody: 'the operator\'s' },
  role_permission: { nobody: 'the operator\'s' },
  role_rights: { nobody: 'the operator\'s' },
  technician_day_link: { nobody: 'which day of a technician may be read by whoever has the link; what is read is read anew each time' },
  schema_version: { nobody: 'the database\'s own' },
  session: { nobody: 'of people who work here' },
  single_sign_on_begun: { nobody: 'of people who work here, for minutes' },
  tax_rate: { nobody: 'the operator\'s' },
  telemetry_batch: { nobody: 'which modems went off and on, by their address alone, for minutes: whose it was is in equipment, which is erased' },
  outage_detector: { nobody: 'the same of each modem, until it was off for two weeks' },
  outage_suspicion: { nobody: 'the operator\'s' },
  plant_element: { nobody: 'the operator\'s; how many customers hang at it' },
  plant_state: { nobody: 'how many modems of a node were offline, for two days' },
  plant_state_now: { nobody: 'how many modems of a node are offline' },
  diagnostic_guide: { nobody: 'the operator\'s' },
  service_problem: { nobody: 'the operator\'s' },
  service_problem_update: { nobody: 'the operator\'s' },
  technician: { nobody: 'of people who work here' },
  technician_shift: { nobody: 'of people who work here' },
  time_slot: { nobody: 'the operator\'s' },
  work_type: { nobody: 'the operator\'s' },
  usage_top_up_offer: { nobody: 'the operator\'s' },
  usage_unlimited_offering: { nobody: 'the operator\'s' },
}

const statements = Object.values(ERASURE).flatMap((fate) => ('erased' in fate ? [fate.erased] : 'kept' in fate && fate.strip ? [fate.strip] : []))

/** Of all tables, in order. PostgreSQL takes no more values than a statement has places for. @param at the moment */
export const erasureQueries = (customerId: string, at: string): CompiledQuery[] =>
  statements.map((statement) => CompiledQuery.raw(statement, statement.includes('$2') ? [customerId, at] : [customerId]))
