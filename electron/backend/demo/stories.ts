/**
 * What people wrote about contacts with customers, by hundreds of hands: short, hurried, with the field's
 * abbreviations. Words in braces are filled from the account. Long by nature.
 */
import type { Channel, Disposition, Interaction } from '#shared/features/interactions/interactions.schema.ts'

export type Story = {
  channel: Channel
  direction: Interaction['direction']
  disposition: Disposition | null
  text: string
  /** Only where the account has it. */
  needs?: 'internet' | 'tv' | 'phone' | 'business' | 'suspended' | 'closed'
}

const story = (line: string): Story => {
  const [channel = '', direction = '', disposition = '', needs = '', text = ''] = line.split('|')
  const base = { channel: channel as Channel, direction: direction as Story['direction'], text }
  const result: Story = { ...base, disposition: disposition === '' ? null : (disposition as Disposition) }
  return needs === '' ? result : { ...result, needs: needs as NonNullable<Story['needs']> }
}
const stories = (table: string): readonly Story[] => table.trim().split('\n').map(story)

export const englishStories = stories(`
call|inbound|resolved||Asked why the bill went up. Explained that the new customer offer ended. Satisfied.
call|inbound|resolved||Wanted to know the balance and due date. {amount} due {date}. Will pay online.
call|inbound|informationGiven||Cust asked for a copy of the last bill. E-mailed to address on file.
call|inbound|followUp||Promised to pay {amount} by {date}. Noted arrangement, no late fee if kept.
call|inbound|resolved||Paid {amount} by phone. Confirmation given.
call|inbound|resolved||Late fee question. First one this year, waived as courtesy.
call|inbound|escalated||Very upset about price. Asked for supervisor. Transferred to retention with summary.
call|inbound|transferred||Asked to cancel; said competitor offers less. Transferred to retention.
call|inbound|resolved|internet|No internet since this morning. Gateway was unplugged by cleaner. Back online, signal in range.
call|inbound|resolved|internet|Slow wifi in bedroom. Moved gateway out of cabinet, 5 GHz now 212 Mbps. OK.
call|inbound|followUp|internet|Intermittent drops every evening. Upstream SNR low on node {node}. Ticket opened with plant.
call|inbound|resolved|internet|Forgot wifi password. Verified with PIN, helped cust set a new one on the app.
call|inbound|callBack|internet|Modem shows offline after storm. Node {node} in outage at the time, call back when restored.
call|inbound|resolved|internet|Speed test 38 of 300. Old router. Advised rental gateway, cust will think about it.
call|inbound|informationGiven|internet|Asked how much data is left this month. Explained the usage meter in the app.
call|inbound|resolved|internet|Could not sign in to webmail. Mail client used old password. Fixed together.
call|inbound|resolved|tv|Box frozen on channel 7. Sent refresh signal, picture back.
call|inbound|resolved|tv|Missing channels after lineup change. Re-authorized both boxes.
call|inbound|informationGiven|tv|Where is the game tonight? Told channel 60 and the app.
call|inbound|resolved|tv|DVR full, deletes nothing. Cleared recently deleted folder with cust.
call|inbound|transferred|tv|Billed for sports pack never ordered. Sent to billing for review of {amount}.
call|inbound|resolved|phone|No dial tone. Adapter rebooted, tone present, test call to {phone} good.
call|inbound|resolved|phone|Robocalls all day. Turned on call blocking.
call|inbound|followUp|phone|Wants to keep the number {phone} when moving. Port request form sent.
call|inbound|resolved||Moving next month. Explained transfer of service, no fee. Will call with the date.
call|inbound|resolved||Updated mobile number, read back twice.
call|inbound|resolved||Asked for paper bills again, lost the e-mails. Explained the discount that ends with it.
call|inbound|resolved||Turned autopay on, understands that it starts with the next bill.
call|inbound|disconnected||Line dropped during verification. Called back, no answer, left message.
call|inbound|noAnswer||Caller hung up in the queue after 6 minutes.
call|inbound|resolved||Wanted to add spouse as authorized user. Verified with PIN and added.
call|inbound|resolved||Account locked after three wrong passwords. Helped with reset by text code.
call|inbound|resolved||Senior, needed the bill explained line by line. Took 20 min. Very thankful.
call|inbound|informationGiven||Asked if technician wears a badge. Yes, photo ID and branded vest.
call|inbound|resolved||Credit card expired. New card entered by customer on the secure keypad.
call|inbound|escalated||Third call about the same double charge. Opened billing case, promised answer in 2 business days.
call|inbound|resolved||Confirmed store hours and address to return equipment.
call|inbound|resolved|business|Card terminal offline at lunch. Static IP lost after gateway swap, re-provisioned.
call|inbound|followUp|business|Asks for a quote for a second location. Sales will contact {name}.
call|inbound|resolved|business|Needs invoice with tax ID for accountant. Sent.
call|outbound|resolved||Reminder of the visit on {date}. Confirmed, someone over 18 will be home.
call|outbound|noAnswer||Call back about open ticket. No answer at {phone}, left voicemail.
call|outbound|resolved||Courtesy call after repair. All good, signal clean for 3 days.
call|outbound|callBack||Retention follow-up. Asked to call again after 5 pm.
call|outbound|resolved|suspended|Told cust that service is suspended for {amount}. Offered arrangement.
chat|inbound|resolved||Chat: how do I read my bill? Walked through it, sent link to the guide.
chat|inbound|resolved||Chat: change of e-mail. Done after verification.
chat|inbound|resolved|internet|Chat: wifi name change. Done in the app with guidance.
chat|inbound|resolved|internet|Chat: gateway light is orange. Coax was loose. Tightened, solid white.
chat|inbound|transferred|internet|Chat: buffering on all devices. Levels bad, moved to voice for a visit.
chat|inbound|resolved|tv|Chat: remote will not pair. Held setup button, paired.
chat|inbound|informationGiven||Chat: when will I get my refund of {amount}? 7 to 10 business days to the same card.
chat|inbound|disconnected||Chat: asked for balance, left before verification.
email|inbound|resolved||E-mail: complaint about hold time. Replied with apology.
email|outbound|informationGiven||Sent summary of the agreed plan and price.
sms|outbound|informationGiven||Text: outage on {node} is over. Reply HELP if still offline.
sms|outbound|informationGiven||Text: your bill of {amount} is ready.
sms|inbound|informationGiven||Replied YES to appointment reminder.
walkIn|inbound|resolved||Store visit: returned one set-top, receipt given.
walkIn|inbound|resolved||Store visit: paid {amount} in cash.
walkIn|inbound|resolved|internet|Store visit: swapped gateway, activated before leaving.
walkIn|inbound|resolved||Store visit: showed ID, PIN set anew.
visit|outbound|resolved|internet|Replaced corroded ground block and drop connector. US 41 dBmV, DS 0. Cust happy.
visit|outbound|resolved|internet|Squirrel chew on drop at pole. New RG6 drop run, 110 ft.
visit|outbound|followUp|internet|Levels fine at tap, ingress from neighbor. Referred to maintenance, {node}.
visit|outbound|resolved|tv|Bad splitter behind bedroom TV, replaced. All boxes on.
visit|outbound|noAnswer||No one home, left door tag, called {phone} twice.
visit|outbound|resolved|phone|Rewired jack in the kitchen, dial tone on all extensions.
letter|inbound|resolved||Letter: asks for accommodation for medical equipment. Alert reviewed.
letter|outbound|informationGiven||Sent notice of rate change.
note|internal|followUp||Cust will be away until {date}, do not call before.
note|internal|||Verified ID at store, account cleared for changes.
note|internal|||Please read history before quoting: was promised a $10 credit for 6 months by retention.
note|internal|followUp||Waiting for proof of address from cust. Do not move service until received.
note|internal|||Neighbor at same address has separate account, do not merge.
note|internal|||Elderly, lives alone. Be patient, repeat slowly.
note|internal|escalated||Repeat repair, 3 visits in 30 days. Sent to field supervisor.
note|internal|||Cust prefers texts over calls.
note|internal||suspended|Non-pay suspension. Reconnect fee applies unless paid in full.
note|internal||closed|Final bill sent. Equipment returned, nothing missing.
call|outbound|noAnswer|closed|Exit survey call, no answer.
letter|outbound|informationGiven|closed|Sent final statement and instructions to return equipment.`)

export const spanishStories = stories(`
call|inbound|resolved||Llamó en español. Preguntó por qué subió la factura; se explicó el fin de la oferta. Conforme.
call|inbound|resolved||Cliente pidió saldo y fecha de pago: {amount}, vence {date}. Pagará en la tienda.
call|inbound|followUp||Promesa de pago de {amount} para el {date}. Se anotó el arreglo.
call|inbound|resolved||Pagó {amount} por teléfono. Se dio confirmación.
call|inbound|resolved|internet|Sin internet desde ayer. Se reinició el módem, señal en rango. Quedó funcionando.
call|inbound|resolved|internet|Wifi lento en el cuarto. Se cambió de lugar el equipo, ahora bien.
call|inbound|followUp|internet|Se cae el servicio por las noches, nodo {node}. Se abrió caso con planta.
call|inbound|resolved|tv|Faltan canales latinos después del cambio. Se reautorizó la caja.
call|inbound|resolved|phone|Pidió activar llamadas internacionales a República Dominicana. Activado.
call|inbound|transferred||Prefiere agente en español. Transferido a la cola ES.
call|inbound|resolved||Cambió el número de celular. Se leyó dos veces.
call|inbound|informationGiven||Preguntó qué documentos lleva para cambiar el titular. Se informó.
call|outbound|noAnswer||Se llamó a {phone} para confirmar visita, dejó mensaje en el buzón.
call|outbound|resolved||Se confirmó la visita del {date}. Habrá alguien en casa.
chat|inbound|resolved||Chat en español: no podía entrar a la cuenta. Se ayudó con el código por texto.
chat|inbound|resolved|internet|Chat: la luz del equipo está naranja. Cable flojo. Resuelto.
walkIn|inbound|resolved||Visitó la tienda con su hija, pagó {amount} en efectivo.
visit|outbound|resolved|internet|Se cambió conector dañado por agua. Niveles buenos. Cliente contenta.
note|internal|||Habla español; el hijo traduce después de las 4 pm.
note|internal|followUp||Esperando copia del contrato de renta. No mover el servicio antes.`)

/** Left by the program itself. */
export const systemStories = stories(`
note|internal|||Autopay payment scheduled for {date}.
note|internal|||Payment reminder sent by e-mail.
note|internal|||Paper bill returned by the post office; address to be checked.
note|internal||internet|Firmware of the gateway updated overnight.
note|internal||internet|Usage passed 75 % of the allowance.
sms|outbound|||Sign-in code sent to the number that ends in {lastFour}.`)
