/** Somebody is in: what they owe, and what opens their account. */
import type { FactorKind, IdentityFactor } from '#shared/features/access/access.schema.ts'
import type { PortalAccount, PortalFactorBegun } from '#shared/features/access/portal-account.schema.ts'
import { formatMoney } from '#shared/kernel/money-format.ts'
import { part } from '../part.ts'
import { ask, Refused } from './ask.ts'
import { show, type Language } from './page.ts'
import { button, formPart } from './parts.ts'
import { qrPicture } from './qr-picture.ts'
import { fill, type AccountWords, type Problem } from './words.ts'

type Home = Extract<PortalAccount, { step: 'in' }>
const locales = { en: 'en-US', es: 'es-US' } as const

export function showHome(home: Home, said: keyof AccountWords | Problem | null = null): void {
  show((words, language) => {
    const top = part('div', '', 'row')
    top.append(part('span', fill(words.signedInAs, { userName: home.userName })), button(words.signOut, () => void leave(home)))
    const told = part('p', said === null ? '' : said in words.problem ? words.problem[said as Problem] : String(words[said as keyof AccountWords]), said !== null && said in words.problem ? 'stop' : 'done')
    told.setAttribute('role', 'status')
    const change = button(words.changePassword, () => showChangePassword(home))
    return { title: words.title.in, operator: home.operatorName, parts: [top, told, ...owedParts(home, words, language), ...factorParts(home, words), ...deviceParts(home, words, language), change] }
  }, home.language)
}

/** The page says by itself what has become of the session when it has ended meanwhile. */
async function again(work: Promise<Home>, home: Home): Promise<void> {
  try {
    showHome(await work, 'done')
  } catch (error) {
    if (error instanceof Refused && error.problem === 'signedOut') location.reload()
    else showHome(home, error instanceof Refused ? error.problem : 'broken')
  }
}

async function leave(home: Home): Promise<void> {
  await ask('sign-out').then(() => location.reload(), () => showHome(home, 'offline'))
}

function owedParts({ owed, lastFour, phone }: Home, words: AccountWords, language: Language): HTMLElement[] {
  const about = part('p', fill(words.account, { lastFour }), 'soft')
  if (owed === null) return [part('h2', words.balance), about, part('p', words.noBalance)]
  const { currency, balance, pastDue, due } = owed
  const inWords = (amount: number): string => formatMoney({ amount, currency }, locales[language])
  const day = new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeZone: 'UTC' })
  const facts = [...(pastDue > 0 ? [fill(words.pastDue, { amount: inWords(pastDue) })] : []), ...(due === null ? [] : [fill(words.due, { date: day.format(Date.parse(`${due}T00:00:00Z`)) })])]
  return [part('h2', words.balance), about, part('p', inWords(balance), 'amount'), ...facts.map((text) => part('p', text)), ...(phone === null ? [] : [part('p', fill(words.pay, { phone }), 'soft')])]
}

function list(entries: readonly HTMLElement[][]): HTMLElement {
  const made = part('ul')
  for (const entry of entries) {
    const line = part('li', '', 'row')
    line.append(...entry)
    made.append(line)
  }
  return made
}

function factorParts(home: Home, words: AccountWords): HTMLElement[] {
  const there = home.factors.map((factor) => [part('span', words.factor[factor.kind]), button(words.remove, () => showRemoveFactor(home, factor), 'plain', fill(words.removeNamed, { name: words.factor[factor.kind] }))])
  const kinds = (['totp', ...home.channels] as FactorKind[]).filter((kind) => !home.factors.some((factor) => factor.kind === kind))
  const adding = part('div', '', 'row')
  adding.append(...kinds.map((kind) => button(words.add[kind], () => showAddFactor(home, kind))))
  return [part('h2', words.factors), there.length > 0 ? list(there) : part('p', words.noFactors), adding]
}

function deviceParts(home: Home, words: AccountWords, language: Language): HTMLElement[] {
  const date = new Intl.DateTimeFormat(locales[language], { dateStyle: 'medium' })
  const entries = home.devices.map(({ id, name, place, lastUsedAt, here, signsIn }) => {
    const about = part('span', name)
    const more = [fill(words.device, { place, date: date.format(Date.parse(lastUsedAt)) }), ...(here ? [words.deviceHere] : []), ...(signsIn ? [] : [words.deviceOut])]
    about.append(part('br'), part('span', more.join(' · '), 'soft'))
    return [about, button(words.forget, () => void again(ask<Home>('revoke-device', { deviceId: id }), home), 'plain', `${words.forget}: ${name}`)]
  })
  return [part('h2', words.devices), entries.length > 0 ? list(entries) : part('p', words.noDevices)]
}

const current = (words: AccountWords) => ({ name: 'current', label: words.currentPassword, type: 'password', autocomplete: 'current-password' } as const)

function showChangePassword(home: Home): void {
  show((words) => ({
    title: words.changePassword,
    operator: home.operatorName,
    parts: [
      formPart({
        words, go: words.save, fields: [current(words), { name: 'password', label: words.newPassword, hint: words.passwordHint, type: 'password', autocomplete: 'new-password' }],
        send: async (typed) => showHome(await ask<Home>('change-password', { current: typed['current'], password: typed['password'] }), 'changed'),
      }),
      button(words.cancel, () => showHome(home)),
    ],
  }), home.language)
}

function showRemoveFactor(home: Home, { id, kind }: IdentityFactor): void {
  show((words) => ({
    title: fill(words.removeNamed, { name: words.factor[kind] }),
    operator: home.operatorName,
    parts: [
      part('p', words.elsewhere, 'soft'),
      formPart({ words, go: words.remove, fields: [current(words)], send: async (typed) => showHome(await ask<Home>('remove-factor', { current: typed['current'], factorId: id }), 'factorRemoved') }),
      button(words.cancel, () => showHome(home)),
    ],
  }), home.language)
}

function showAddFactor(home: Home, kind: FactorKind): void {
  show((words) => ({
    title: words.add[kind],
    operator: home.operatorName,
    parts: [
      part('p', words.elsewhere, 'soft'),
      formPart({ words, go: words.goOn, fields: [current(words)], send: async (typed) => showConfirmFactor(home, kind, await ask<PortalFactorBegun>('begin-factor', { current: typed['current'], kind })) }),
      button(words.cancel, () => showHome(home)),
    ],
  }), home.language)
}

function showConfirmFactor(home: Home, kind: FactorKind, { secret, address }: PortalFactorBegun): void {
  show((words) => ({
    title: words.add[kind],
    operator: home.operatorName,
    parts: [
      ...(secret === null || address === null ? [part('p', words.codeSent)] : [part('p', words.scan), qrPicture(address, words.qr), part('p', secret.replace(/(.{4})/g, '$1 ').trim(), 'key')]),
      formPart({
        words, go: words.save, fields: [{ name: 'code', label: words.code, autocomplete: 'one-time-code', numeric: true }],
        send: async ({ code }) => showHome(await ask<Home>('confirm-factor', { code, kind }), 'factorAdded'),
      }),
      button(words.cancel, () => showHome(home)),
    ],
  }), home.language)
}
