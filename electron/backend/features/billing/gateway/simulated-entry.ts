/**
 * The simulator's own page for a card, on an origin of its own, as a real gateway has one: plain HTML without a script. It
 * takes the documented test numbers and no other, so that nobody's real card ends up in a demo; of those it keeps brand and
 * last four.
 *
 *   4242 4242 4242 4242 Visa · 5555 5555 5555 4444 Mastercard · 3782 822463 10005 American Express
 */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { formatMoney } from '#shared/kernel/money-format.ts'
import { money } from '#shared/kernel/money.ts'
import type { EnteredMethod, EntryAsk, PaymentEntry } from './gateway.ts'

export const testCards = { '4242424242424242': 'Visa', '5555555555554444': 'Mastercard', '378282246310005': 'American Express' } as const

export type SimulatedEntry = PaymentEntry & { close(): Promise<void> }

type Entry = { ask: EntryAsk; secret: string; done: { reference: string; method: EnteredMethod } | null }

/** Largest form, in bytes. */
const MAX_FORM = 4_096

/** Listens on this machine alone. */
export async function openSimulatedEntry(): Promise<SimulatedEntry> {
  const byKey = new Map<string, Entry>()
  const bySecret = new Map<string, Entry>()
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()))
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  server.unref()
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const entry = bySecret.get((request.url ?? '').slice('/enter/'.length))
    const allowed = request.headers.host === new URL(origin).host
    if (!entry || !allowed) return void response.writeHead(404).end()
    // Pressed twice, or gone back and pressed again: the first card stays, and nobody types another for nothing.
    if (request.method === 'GET' && !entry.done) return page(response, entry, null)
    entry.done ??= read(await formOf(request))
    if (!entry.done) return page(response, entry, 'refused')
    return void response.writeHead(303, { location: `${entry.ask.returnUrl}#entry=${entry.done.reference}`, 'cache-control': 'no-store' }).end()
  }

  return {
    create: async (ask) => {
      const known = byKey.get(ask.key) ?? { ask, secret: randomBytes(32).toString('base64url'), done: null }
      byKey.set(ask.key, known)
      bySecret.set(known.secret, known)
      return { url: `${origin}/enter/${known.secret}` }
    },
    read: async ({ key, reference }) => {
      const done = byKey.get(key)?.done
      return done?.reference === reference ? done.method : null
    },
    close: () => new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    }),
  }
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MAX_FORM) throw new Error('too large a form')
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

function read(form: URLSearchParams): Entry['done'] {
  const number = (form.get('number') ?? '').replace(/[ -]/g, '')
  const [, month, year] = /^\s*(0[1-9]|1[0-2])\s*\/\s*(?:20)?(\d\d)\s*$/.exec(form.get('expiry') ?? '') ?? []
  if (!(number in testCards) || !month || !year) return null
  const brand = testCards[number as keyof typeof testCards]
  return {
    reference: randomBytes(24).toString('base64url'),
    method: { token: `sim-card-${randomBytes(16).toString('hex')}`, kind: 'card', brand, lastFour: number.slice(-4), expiresOn: `20${year}-${month}` },
  }
}

const words = {
  en: {
    title: 'Payment gateway SIMULATOR', explain: 'No money moves here, and no real card is taken. Use a test number: 4242 4242 4242 4242 (Visa), 5555 5555 5555 4444 (Mastercard), 3782 822463 10005 (American Express).',
    number: 'Card number', expiry: 'Expires (MM/YY)', pay: 'Continue to pay', store: 'Add this card', refused: 'That is not one of the test numbers, or the date is not MM/YY.', cancel: 'Go back without a card',
  },
  es: {
    title: 'SIMULADOR de la pasarela de pago', explain: 'Aquí no se mueve dinero ni se acepta una tarjeta real. Use un número de prueba: 4242 4242 4242 4242 (Visa), 5555 5555 5555 4444 (Mastercard), 3782 822463 10005 (American Express).',
    number: 'Número de tarjeta', expiry: 'Vence (MM/AA)', pay: 'Continuar con el pago', store: 'Agregar esta tarjeta', refused: 'No es uno de los números de prueba, o la fecha no es MM/AA.', cancel: 'Volver sin tarjeta',
  },
}

const style = 'body{font:16px system-ui;max-width:28rem;margin:2rem auto;padding:0 1rem}label{display:block;margin:1rem 0 .25rem}input{font:inherit;width:100%;padding:.5rem;box-sizing:border-box}button{font:inherit;margin:1rem 0;padding:.6rem 1rem}.sim{border:2px dashed;padding:.75rem}.no{color:#b00020}:root{color-scheme:light dark}'

function page(response: ServerResponse, { ask: { language, purpose, amount, currency, returnUrl } }: Entry, problem: 'refused' | null): void {
  const say = words[language]
  const sum = amount === null ? '' : `<p><strong>${formatMoney(money(amount, currency), language === 'es' ? 'es-US' : 'en-US')}</strong></p>`
  const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${say.title}</title><style>${style}</style></head>
<body><main><h1>${say.title}</h1><p class="sim">${say.explain}</p>${sum}${problem ? `<p class="no" role="alert">${say[problem]}</p>` : ''}
<form method="post"><label for="number">${say.number}</label><input id="number" name="number" inputmode="numeric" autocomplete="cc-number" required>
<label for="expiry">${say.expiry}</label><input id="expiry" name="expiry" autocomplete="cc-exp" placeholder="MM/YY" required><button>${purpose === 'pay' ? say.pay : say.store}</button></form>
<p><a href="${encodeURI(returnUrl)}">${say.cancel}</a></p></main></body></html>`
  response.writeHead(problem ? 422 : 200, {
    'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff',
    // The form's answer leads back to the portal, which Chromium counts as part of the form.
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' ${new URL(returnUrl).origin}; frame-ancestors 'none'; base-uri 'none'`,
  }).end(html)
}
