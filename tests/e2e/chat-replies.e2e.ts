/** Canned replies in the real window, by keys alone: in the customer's language, with gaps that keep a message back, kept on their own page. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoCustomerPin } from '../../electron/backend/demo/colleagues.ts'
import { expectNoBarriers } from '../support/accessibility.ts'
import { screenshot } from '../support/app.ts'
import { beginCustomerChat, type ChatCustomer } from '../support/chat-customer.ts'
import { openDesk, openFirst, signInAs, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'

const ACCOUNT = '07810-449-2210-7'
let operator: DemoOperator
let agent: Desk
let ana: ChatCustomer
const composer = ({ page }: Desk) => page.getByRole('textbox', { name: /^(Message to|Mensaje para)/ })
const replies = ({ page }: Desk) => page.getByRole('listbox', { name: /^(Canned replies|Respuestas preparadas)$/ })
const agentSaid = (customer: ChatCustomer): string[] => customer.messages.filter(({ author }) => author === 'agent').map(({ body }) => body)
/** Whatever stood there. */
const begin = async (desk: Desk): Promise<void> => {
  await composer(desk).fill('')
  await composer(desk).focus()
}
async function inBothThemes({ page }: Desk, name: string): Promise<void> {
  await expectNoBarriers(page)
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await screenshot(page, `${name}-${theme}`)
  }
}
async function size({ running, page }: Desk, width: number, height: number): Promise<void> {
  await running.app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), [width, height] as const)
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
}

beforeAll(async () => {
  operator = await startDemoOperator()
  agent = await openDesk(operator.url)
  await signInAs(agent.page, 'Amy Moreno')
  await agent.page.getByRole('combobox', { name: 'Whether you take chats' }).selectOption('available')
  await agent.page.getByTitle(/^Takes chats · /).waitFor()
}, 120_000)
afterAll(async () => {
  await agent?.close()
  await operator?.stop()
})

describe('an agent, by keys alone', () => {
  it('greets in the customer’s language: a slash, some letters, Enter', async () => {
    const { page } = agent
    ana = await beginCustomerChat(operator.url, { name: 'Ana', language: 'es' })
    await ana.send('¿Cuánto debo?')
    await agent.page.getByRole('region', { name: 'A chat for you' }).waitFor()
    await agent.page.keyboard.press('F8')
    await agent.page.locator(`[data-chat="${ana.conversationId}"]`).waitFor()
    await page.keyboard.type('/')
    await replies(agent).getByRole('option', { name: /\/bye/ }).waitFor()
    await inBothThemes(agent, 'chat-replies')
    await page.keyboard.type('hel')
    await replies(agent).getByRole('option').first().getByText('Hola Ana, le atiende Amy Moreno', { exact: false }).waitFor()
    expect(await composer(agent).getAttribute('aria-activedescendant')).toBe(await replies(agent).getByRole('option', { selected: true }).getAttribute('id'))
    await page.keyboard.press('Enter')
    await expect.poll(() => composer(agent).inputValue(), { timeout: 30_000 }).toMatch(/^Hola Ana, le atiende Amy Moreno de .*\. ¿En qué puedo ayudarle\?$/)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Send now' }).click()
    await expect.poll(() => agentSaid(ana), { timeout: 30_000 }).toEqual([expect.stringMatching(/^Hola Ana/)])
  })

  it('closes the list with Escape and keeps what was typed, and takes a wrong reply back out', async () => {
    const { page } = agent
    await begin(agent)
    await page.keyboard.type('Un momento /re')
    await replies(agent).waitFor()
    await page.keyboard.press('Escape')
    await replies(agent).waitFor({ state: 'detached' })
    expect(await composer(agent).inputValue()).toBe('Un momento /re')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('/by')
    await replies(agent).waitFor()
    await page.keyboard.press('Tab')
    await expect.poll(() => composer(agent).inputValue(), { timeout: 30_000 }).toBe('Gracias por escribirnos, Ana. ¡Que tenga un buen día!')
    await page.keyboard.press('Control+z')
    await expect.poll(() => composer(agent).inputValue(), { timeout: 30_000 }).toBe('/by')
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    await page.keyboard.type('/xyzzy')
    await page.getByText('No canned reply for /xyzzy.', { exact: false }).first().waitFor()
    await page.keyboard.press('Enter')
    expect(await composer(agent).inputValue()).toBe('/xyzzy')
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
  })

  it('takes a name that stands there for a name until Escape says otherwise, however it is sent', async () => {
    const { page } = agent
    const bye = 'Gracias por escribirnos, Ana. ¡Que tenga un buen día!'
    const inTheBox = () => expect.poll(() => composer(agent).inputValue(), { timeout: 30_000 })
    const said = agentSaid(ana).length
    await begin(agent)
    await page.keyboard.type('/by')
    await replies(agent).waitFor()
    await page.getByRole('button', { name: /^Send Enter$/ }).click()
    await inTheBox().toBe(bye)
    await begin(agent)
    await page.keyboard.type('/by')
    await page.getByRole('log', { name: 'Messages' }).focus()
    await replies(agent).waitFor({ state: 'detached' })
    await composer(agent).focus()
    await replies(agent).waitFor()
    await page.keyboard.press('Enter')
    await inTheBox().toBe(bye)
    await begin(agent)
    await page.keyboard.type('/by')
    await replies(agent).getByRole('option').first().waitFor()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Shift+Tab')
    await expect.poll(() => replies(agent).evaluate((list) => list === document.activeElement)).toBe(true)
    await replies(agent).getByRole('option').first().click()
    await inTheBox().toBe(bye)
    await begin(agent)
    await page.keyboard.type('/')
    await replies(agent).getByRole('option').first().waitFor()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('End')
    await page.keyboard.press('Shift+Tab')
    await replies(agent).waitFor({ state: 'detached' })
    expect(await composer(agent).evaluate((box) => box === document.activeElement)).toBe(false)
    await begin(agent)
    expect(agentSaid(ana)).toHaveLength(said)
  })

  it('leaves out what may not be said, says why, and sends nothing with a gap', async () => {
    const { page } = agent
    const beside = page.getByRole('complementary', { name: 'Whose account' })
    await beside.getByRole('searchbox').fill(ACCOUNT)
    await beside.getByRole('button', { name: 'This is theirs' }).first().click()
    await beside.locator('[data-level="unverified"]').waitFor()
    await begin(agent)
    await page.keyboard.type('/bal')
    await replies(agent).getByText('2 places to fill in').waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => composer(agent).inputValue(), { timeout: 30_000 }).toBe('Lo pendiente de su cuenta es [[balance]], con vencimiento el [[dueDate]].')
    await page.getByText(/they are not verified/).waitFor()
    expect(await composer(agent).evaluate((box: HTMLTextAreaElement) => box.value.slice(box.selectionStart, box.selectionEnd))).toBe('[[balance]]')
    await page.keyboard.press('Enter')
    await page.getByText('Not sent, nothing is lost.', { exact: false }).waitFor()
    await inBothThemes(agent, 'chat-replies-gap')
    expect(agentSaid(ana)).toHaveLength(1)
    await page.keyboard.press('Alt+j')
    await page.keyboard.type('lo que dice la factura')
    await page.keyboard.press('Alt+j')
    await page.keyboard.type('viernes')
    await page.keyboard.press('Enter')
    await expect.poll(() => composer(agent).inputValue(), { timeout: 30_000 }).toBe('')
    await page.keyboard.press('Alt+z')
    await expect.poll(() => composer(agent).inputValue(), { timeout: 30_000 }).not.toContain('[[')
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
  })

  it('says the balance once whoever writes is known', async () => {
    const { page } = agent
    await page.keyboard.press('F2')
    const verify = page.getByRole('region', { name: 'Verify the caller' })
    await verify.waitFor()
    await verify.getByLabel('PIN, as the caller says it').fill(demoCustomerPin)
    await page.keyboard.press('Enter')
    await page.locator('[data-level="verified"]').waitFor()
    await begin(agent)
    await page.keyboard.type('/bal')
    await replies(agent).getByText(/^Lo pendiente de su cuenta es \$/).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => composer(agent).inputValue(), { timeout: 30_000 }).toMatch(/^Lo pendiente de su cuenta es \$[\d,.]+, con vencimiento el \d+ de [a-z]+ de \d{4}\.$/)
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    await page.keyboard.type('/sur')
    await replies(agent).getByText('in English: there is no other text').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('survey has no text in the customer’s language: this is English.').waitFor()
    await screenshot(page, 'chat-replies-fell-back')
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
  })

  it('keeps one of their own, which is offered instead of the one of all', async () => {
    const { page } = agent
    await page.getByRole('navigation').getByRole('button', { name: 'Canned replies' }).click()
    await page.getByRole('button', { name: 'New one of yours' }).click()
    const form = page.getByRole('form', { name: 'New one of yours' })
    await page.keyboard.type('Hello there')
    await form.getByRole('textbox', { name: 'In English' }).fill('Hi {customer.frstName}')
    await form.getByRole('button', { name: 'Save' }).click()
    await form.getByText('Letters and digits, single hyphens', { exact: false }).waitFor()
    await form.getByText('There is something in braces', { exact: false }).waitFor()
    await inBothThemes(agent, 'chat-replies-wrong')
    await form.getByRole('textbox', { name: 'Name' }).fill('hello')
    await form.getByRole('textbox', { name: 'In English' }).fill('Hi {customer.firstName}, Amy here.')
    await form.getByRole('textbox', { name: 'In Spanish' }).fill('Buenas, {customer.firstName}. Soy Amy.')
    await form.getByText('Buenas, Ana. Soy Amy.').waitFor()
    await form.getByRole('button', { name: 'Save' }).click()
    await page.getByText('hello is saved.').waitFor()
    const name = page.getByRole('form', { name: 'Canned reply hello' }).getByRole('textbox', { name: 'Name' })
    await expect.poll(() => name.evaluate((box) => box === document.activeElement)).toBe(true)
    const removal = page.getByRole('form', { name: 'Canned reply hello' })
    await removal.getByRole('button', { name: 'Remove' }).press('Enter')
    await expect.poll(() => removal.getByRole('button', { name: 'Leave it' }).evaluate((button) => button === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await expect.poll(() => removal.getByRole('button', { name: 'Remove' }).evaluate((button) => button === document.activeElement)).toBe(true)
    await page.getByRole('button', { name: 'New one of yours' }).click()
    await page.keyboard.type('half-a')
    await page.getByRole('list', { name: 'Shared' }).getByRole('button', { name: /^\/survey/ }).click()
    await page.getByRole('form', { name: 'Canned reply survey' }).getByRole('button', { name: 'Take it over as mine' }).waitFor()
    await inBothThemes(agent, 'chat-replies-page')
    await page.getByRole('button', { name: 'Take it over as mine' }).click()
    await page.getByText('You began a new one before: it stands here, and survey is not taken over.').waitFor()
    await inBothThemes(agent, 'chat-replies-earlier')
    await page.getByRole('button', { name: 'Discard it and take over survey' }).click()
    expect(await form.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('survey')
    await form.getByRole('button', { name: 'Discard what I typed' }).click()
    await page.getByRole('navigation').getByRole('button', { name: /^Chats/ }).click()
    await begin(agent)
    await page.keyboard.type('/hello')
    await replies(agent).getByText('Yours, instead of the shared one').waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => composer(agent).inputValue(), { timeout: 30_000 }).toBe('Buenas, Ana. Soy Amy.')
  })
})

describe('a note on an account', () => {
  const note = () => agent.page.getByRole('textbox', { name: 'Note', exact: true })
  const noted = () => expect.poll(() => note().inputValue(), { timeout: 30_000 })
  async function atAccount(text: string): Promise<void> {
    await openFirst(agent.page, text)
    await agent.page.keyboard.press('Alt+n')
  }

  it('takes the same replies, with what is the account’s once its caller is known', async () => {
    const { page } = agent
    await atAccount(ACCOUNT)
    await page.keyboard.type('Told them: ')
    await page.keyboard.press('Alt+r')
    await replies(agent).getByRole('option', { name: /\/bye/ }).waitFor()
    await inBothThemes(agent, 'note-replies')
    await page.keyboard.type('bal')
    await replies(agent).getByText(/\$[\d,.]+/).first().waitFor()
    expect(await note().getAttribute('aria-activedescendant')).toBe(await replies(agent).getByRole('option', { selected: true }).getAttribute('id'))
    await page.keyboard.press('Enter')
    await noted().toMatch(/^Told them: .*\$[\d,.]+.*\.$/)
    await page.keyboard.press('Control+Enter')
    await noted().toBe('')
    await page.getByText(/^Told them: .*\$/).first().waitFor()
    await page.keyboard.type('Modem was\nreset, see /xyzzy')
    await page.getByText('No canned reply for /xyzzy.', { exact: false }).first().waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.type('by hand')
    await noted().toBe('Modem was\nreset, see /xyzzy\nby hand')
    expect(await note().getAttribute('aria-activedescendant')).toBeNull()
  })

  it('says what is missing where nobody is known, and why there is no list without the backend', async () => {
    const { page } = agent
    await atAccount('garcia bronx')
    await page.keyboard.type('/bal')
    await replies(agent).getByText('2 places to fill in').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('To fill in: what is owed (they are not verified); when it is due (they are not verified).').waitFor()
    expect(await note().evaluate((box: HTMLTextAreaElement) => box.value.slice(box.selectionStart, box.selectionEnd))).toBe('[[balance]]')
    await inBothThemes(agent, 'note-replies-gap')
    await page.keyboard.type('84')
    await page.keyboard.press('Alt+j')
    await page.keyboard.type('Friday')
    await noted().not.toContain('[[')
    await operator.cut()
    await page.getByText('Offline', { exact: false }).first().waitFor({ timeout: 30_000 })
    await page.keyboard.press('Control+a')
    await page.keyboard.type('Now /')
    await page.getByRole('alert').getByText('the backend cannot be reached', { exact: false }).waitFor()
    await screenshot(page, 'note-replies-offline')
    await page.keyboard.press('Enter')
    await page.keyboard.type('later')
    await noted().toBe('Now /\nlater')
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    await operator.back()
  })
})

describe('an agent, in Spanish, at a small window', () => {
  it('has room for all of it below a customer with a long name', async () => {
    await agent.page.getByRole('combobox', { name: 'Whether you take chats' }).selectOption('lunch')
    const spanish = await openDesk(operator.url, { locale: 'es' })
    try {
      const { page } = spanish
      await signInAs(page, 'Jerome Dacosta')
      await size(spanish, 1366, 768)
      await page.getByRole('combobox', { name: 'Si toma chats' }).selectOption('available')
      const customer = await beginCustomerChat(operator.url, { name: 'María del Carmen Fernández de la Vega y Rodríguez-Santisteban', language: 'en' })
      await customer.send('Buenas tardes')
      await page.getByRole('region', { name: 'Un chat para usted' }).waitFor()
      await page.keyboard.press('F8')
      await page.locator(`[data-chat="${customer.conversationId}"]`).waitFor()
      await page.keyboard.type('/')
      await replies(spanish).getByRole('option', { name: /\/bye/ }).waitFor()
      await inBothThemes(spanish, 'chat-replies-es-1366')
      await page.keyboard.press('Escape')
      await page.keyboard.type('hello')
      await page.keyboard.press('Control+a')
      await page.keyboard.type('/cal')
      await replies(spanish).getByRole('option', { name: /\/call-back/ }).waitFor()
      await page.keyboard.press('Enter')
      await page.getByText('Por completar antes de enviar', { exact: false }).waitFor()
      await inBothThemes(spanish, 'chat-replies-gap-es-1366')
    } finally {
      await spanish.close()
    }
  })
})

describe('an administrator, in Spanish', () => {
  it('keeps those of all, without taking a chat; a colleague’s change in between is seen', async () => {
    const admin = await openDesk(operator.url, { locale: 'es', dark: true })
    try {
      const { page } = admin
      await signInAs(page, 'Priscilla Ong')
      await page.getByRole('navigation').getByRole('button', { name: 'Respuestas' }).click()
      await page.getByRole('button', { name: /^\/outage/ }).click()
      const form = page.getByRole('form', { name: 'Respuesta preparada outage' })
      await form.getByRole('textbox', { name: 'En español' }).fill('Hay una interrupción. Termina a las {outage.eta}.')
      await expectNoBarriers(page)
      for (const [width, height] of [[1366, 768], [2560, 1440]] as const) {
        await size(admin, width, height)
        await screenshot(page, `chat-replies-page-es-${width}`)
      }
      await form.getByRole('button', { name: 'Guardar' }).click()
      await page.getByText('outage está guardada.').waitFor()
    } finally {
      await admin.close()
    }
  })
})
