/** Before somebody is in: name and password, the second step, what to do when it was forgotten, and what a link opens. */
import type { PortalAccount, PortalLinkState, PortalOperator } from '#shared/features/access/portal-account.schema.ts'
import { part } from '../part.ts'
import { ask } from './ask.ts'
import { showHome } from './home-view.ts'
import { show, type Language } from './page.ts'
import { button, checkPart, formPart, inputOf } from './parts.ts'
import { fill, type AccountWords } from './words.ts'

export function showAccount(account: PortalAccount, said: keyof AccountWords | null = null): void {
  switch (account.step) {
    case 'signIn': return showSignIn(account, said)
    case 'code': return showCode(account)
    case 'in': return showHome(account)
  }
}

const call = (phone: string | null, withPhone: string, without: string): string => (phone === null ? without : fill(withPhone, { phone }))

export function showSignIn(operator: PortalOperator, said: keyof AccountWords | null = null): void {
  show((words) => {
    const told = said === null ? [] : [status(String(words[said]))]
    const form = formPart({
      words, go: words.signIn,
      fields: [{ name: 'name', label: words.name, autocomplete: 'username' }, { name: 'password', label: words.password, type: 'password', autocomplete: 'current-password' }],
      extra: checkPart('remember', words.remember, words.rememberHint),
      send: async ({ name, password }, typed) => showAccount(await ask<PortalAccount>('sign-in', { name, password, remember: inputOf(typed, 'remember').checked })),
    })
    const forgotten = button(words.forgotten, () => showForgotten(operator))
    const help = [call(operator.phone, words.locked, words.lockedNoPhone), call(operator.phone, words.noAccount, words.noAccountNoPhone), ...(operator.demo ? [words.demo] : [])]
    return { title: words.title.signIn, operator: operator.operatorName, parts: [...told, form, forgotten, ...help.map((text) => part('p', text, 'soft after'))] }
  })
}

function status(text: string): HTMLElement {
  const made = part('p', text, 'done')
  made.setAttribute('role', 'status')
  return made
}

function showCode(account: Extract<PortalAccount, { step: 'code' }>): void {
  show((words) => {
    const sent = part('p', '', 'soft')
    sent.setAttribute('role', 'status')
    const form = formPart({
      words, go: words.goOn,
      fields: [{ name: 'code', label: words.code, autocomplete: 'one-time-code', numeric: true, hint: account.ways.includes('totp') ? words.codeHint.totp : words.codeHint.sent }],
      send: async ({ code }) => showAccount(await ask<PortalAccount>('code', { code })),
    })
    const ways = account.ways.filter((way) => way !== 'totp')
    const sending = ways.map((channel) => button(words.sendBy[channel], () => void send(channel)))
    async function send(channel: 'email' | 'sms'): Promise<void> {
      sent.textContent = words.waiting
      sent.textContent = await ask('send-code', { channel }).then(() => words.codeSent, (error: unknown) => words.problem[error instanceof Error && error.message in words.problem ? (error.message as 'broken') : 'broken'])
    }
    const back = button(words.back, () => void ask<PortalAccount>('sign-out').then((next) => showAccount(next), () => location.reload()))
    const row = part('div', '', 'row')
    row.append(...sending, back)
    return { title: words.title.code, operator: account.operatorName, parts: [form, sent, row] }
  }, account.language)
}

function showForgotten(operator: PortalOperator): void {
  show((words) => ({
    title: words.title.forgotten,
    operator: operator.operatorName,
    parts: [
      part('p', words.forgottenHint),
      formPart({
        words, go: words.send, fields: [{ name: 'name', label: words.name, autocomplete: 'username' }],
        send: async ({ name }) => {
          await ask('forgotten', { name })
          showSignIn(operator, 'forgottenSent')
        },
      }),
      button(words.back, () => showSignIn(operator)),
    ],
  }))
}

/** @param token of the address */
export async function openLink(token: string, operator: PortalOperator): Promise<void> {
  const link = await ask<PortalLinkState>('link', { token }).catch(() => null)
  if (!link) return show((words) => ({ title: words.title.reset, operator: operator.operatorName, parts: [part('p', words.linkUnknown, 'stop'), button(words.toSignIn, () => showSignIn(operator))] }))
  const { state, language } = link
  if (state !== 'open') return show((words) => ({ title: words.title[link.purpose], operator: link.operatorName, parts: [part('p', words.link[state], 'stop'), button(words.toSignIn, () => showSignIn(operator))] }), language)
  showSetPassword(token, link, language)
}

function showSetPassword(token: string, link: PortalLinkState, language: Language): void {
  show((words) => {
    const name = { name: 'userName', label: words.userName, hint: words.userNameHint, autocomplete: 'username' } as const
    const password = { name: 'password', label: words.newPassword, hint: words.passwordHint, type: 'password', autocomplete: 'new-password' } as const
    const form = formPart({
      words, go: words.save, fields: link.purpose === 'register' ? [name, password] : [password],
      send: async (typed) => {
        await ask('set-password', { token, userName: typed['userName'] ?? null, password: typed['password'] })
        showSignIn(link, 'passwordSaved')
      },
    })
    return { title: words.title[link.purpose], operator: link.operatorName, parts: [part('p', fill(words.account, { lastFour: link.lastFour }), 'soft'), form] }
  }, language)
}
