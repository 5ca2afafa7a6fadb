/** What an agent does all day, in the real window, by keyboard and by name. */
import { describe, expect, it } from 'vitest'
import { barriers, expectNoBarriers } from '../support/accessibility.ts'
import { screenshot } from '../support/app.ts'
import { find, openFirst, searchBox, signInAs, verifyCaller, type Desk } from '../support/demo-operator.ts'
import { demoDesks } from '../support/opened-desks.ts'

const { desk, desks, cut, back } = demoDesks()
const themes = [['light', false], ['dark', true]] as const

describe('signing in', () => {
  it('tells a wrong password in words, and keeps the user name', async () => {
    const { page } = await desk()
    await page.getByLabel('User name').fill('agent')
    await page.getByLabel('Password', { exact: true }).fill('not this one')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').filter({ hasText: 'User name or password is not right' }).waitFor()
    expect(await page.getByLabel('User name').inputValue()).toBe('agent')
  })

  it.each(themes)('shows the demo accounts and no barrier, %s', async (name, dark) => {
    const { page } = await desk({ dark })
    await page.getByRole('button', { name: /Amy Moreno/ }).waitFor({ timeout: 30_000 })
    await expectNoBarriers(page)
    await screenshot(page, `sign-in-${name}`)
  })

  it('leaves nothing in the window but how it looks, and says to benches when it was usable', async () => {
    const { page } = await desk()
    const marks = () => page.evaluate(() => performance.getEntriesByType('mark').map(({ name }) => name))
    await page.getByLabel('User name').waitFor({ timeout: 30_000 })
    await expect.poll(marks).toEqual(['sign-in-usable'])
    await signInAs(page, 'Amy Moreno')
    await openFirst(page, 'smith bronx')
    expect(await marks()).toEqual(['sign-in-usable', 'usable'])
    // The router writes down its scroll positions by address; it has none, as the window itself never scrolls.
    const kept = await page.evaluate(() => ({ local: Object.keys(localStorage), session: { ...sessionStorage }, cookie: document.cookie }))
    expect(kept).toEqual({ local: ['shell.info'], session: { 'vue-router:scroll': '{}' }, cookie: '' })
  })

  it('finds a barrier that is there', async () => {
    const { page } = await desk()
    await page.evaluate(() => document.body.append(document.createElement('button')))
    expect(await barriers(page)).not.toEqual([])
  })
})

describe('searching', () => {
  it.each(themes)('finds by parts, marks them and opens by keyboard alone, %s', async (name, dark) => {
    const { page } = await desk({ dark })
    await signInAs(page, 'Amy Moreno')
    await find(page, 'smi bro main')
    const first = page.getByRole('option', { selected: true })
    expect(await first.locator('mark').allTextContents()).toEqual(expect.arrayContaining(['Smi']))
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Home')
    await expectNoBarriers(page)
    await screenshot(page, `search-${name}`)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /Smith/ }).waitFor()
  })

  it('steps back with Esc without losing what was typed', async () => {
    const { page } = await desk()
    await signInAs(page, 'Amy Moreno')
    await find(page, 'rivera')
    await page.keyboard.press('Escape')
    await page.getByRole('listbox').waitFor({ state: 'detached' })
    expect(await searchBox(page).inputValue()).toBe('rivera')
  })

  it('opens whose number was pasted, although the backend has yet to be asked, and never the caller before', async () => {
    const { page } = await desk({ scope: 'workingSet' })
    await signInAs(page, 'Amy Moreno')
    await find(page, 'garcia bronx')
    const pasted = (await page.getByRole('option').first().locator('.account').textContent()) ?? ''
    const before = await openFirst(page, 'rivera yonkers')
    await page.keyboard.press('Control+k')
    await page.keyboard.insertText(pasted)
    await page.keyboard.press('Enter')
    await page.locator('[data-account]').getByText(pasted).first().waitFor()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).not.toBe(before)

    // Who was opened is known here now: found without the backend, and opened as well.
    await cut()
    try {
      await find(page, 'rivera yonkers')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: before }).waitFor()
    } finally {
      await back()
    }
  })

  it('says what was searched when nobody is found', async () => {
    const { page } = await desk()
    await signInAs(page, 'Amy Moreno')
    await searchBox(page).fill('qzxqzx 99999')
    await page.getByText('Nobody found for “qzxqzx 99999”.').waitFor()
  })
})

describe('an account', () => {
  it.each(themes)('shows all of it, section by section, without a barrier, %s', async (name, dark) => {
    const { page } = await desk({ dark })
    await signInAs(page, 'Amy Moreno')
    await openFirst(page, 'rivera yonkers')
    await page.getByRole('list', { name: 'Open accounts' }).getByRole('button', { name: /account ending \d{4}-\d$/ }).waitFor()
    await expectNoBarriers(page)
    await screenshot(page, `account-${name}`)
    for (const section of ['Billing', 'Services'] as const) {
      await page.getByRole('tab', { name: section }).click()
      await page.getByRole('heading', { level: 2, name: section === 'Billing' ? 'Bills' : 'Products', exact: true }).waitFor()
      await expectNoBarriers(page)
    }
    await page.keyboard.press('Alt+a')
    await page.getByRole('region', { name: 'Add phone or e-mail' }).getByLabel('Phone', { exact: true }).fill('12345')
    await page.keyboard.press('Tab')
    await page.getByText('This is not a phone number.').waitFor()
    await expectNoBarriers(page)
  })

  it('takes a note and shows it acknowledged', async () => {
    const { page } = await desk()
    await signInAs(page, 'Amy Moreno')
    await openFirst(page, 'garcia bronx')
    await page.keyboard.press('Alt+n')
    await page.keyboard.type('Asked about the bill; explained.')
    await page.keyboard.press('Control+Enter')
    const note = page.getByRole('listitem').filter({ hasText: 'Asked about the bill; explained.' })
    await note.filter({ hasNotText: 'waiting' }).waitFor()
    expect(await page.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('')
  })

  it('keeps tabs and what was typed over a crash', async () => {
    const before = await desk()
    await signInAs(before.page, 'Amy Moreno')
    const name = await openFirst(before.page, 'johnson brooklyn')
    await before.page.keyboard.press('Alt+n')
    await before.page.keyboard.type('half a sentence that nobody may lo')
    await before.page.getByText('Draft kept').waitFor()
    const after = await before.crashAndReopen()
    desks.push(after)
    desks.shift()
    await after.page.getByRole('heading', { level: 1, name }).waitFor({ timeout: 30_000 })
    await expect.poll(() => after.page.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('half a sentence that nobody may lo')
  })
})

describe('two desks', () => {
  it.each(themes)('see each other, and a conflict shows both versions, %s', async (theme, dark) => {
    const [mine, theirs] = [await desk({ dark }), await desk()]
    const who = theme === 'light' ? 'smith brooklyn' : 'smith bronx'
    await signInAs(mine.page, 'Amy Moreno')
    await signInAs(theirs.page, 'Jerome Dacosta')
    await openFirst(mine.page, who)
    await openFirst(theirs.page, who)
    await mine.page.getByText('Jerome Dacosta has this open too').first().waitFor()
    await verifyCaller(mine.page)
    await verifyCaller(theirs.page)

    await mine.page.getByRole('button', { name: /^Change \(/ }).first().click()
    await theirs.page.getByRole('button', { name: /^Change \(/ }).first().click()
    await change(theirs, '914 555 0177')
    await mine.page.getByText('Jerome Dacosta has changed this meanwhile').waitFor()
    await change(mine, '914 555 0188')

    const conflict = mine.page.getByRole('alert').filter({ hasText: 'two people changed this' })
    await conflict.waitFor()
    expect(await conflict.textContent()).toMatch(/\(914\) 555-0188.*From Jerome Dacosta.*\(914\) 555-0177/s)
    await expectNoBarriers(mine.page)
    await screenshot(mine.page, `conflict-${theme}`)
    await mine.page.getByRole('button', { name: 'Use mine' }).click()
    await conflict.waitFor({ state: 'detached' })
    await theirs.page.getByText('(914) 555-0188').first().waitFor()
  })

  it('notice a colleague although the tab was left while typing, and the program was closed', async () => {
    const [mine, theirs] = [await desk(), await desk()]
    await signInAs(mine.page, 'Amy Moreno')
    await signInAs(theirs.page, 'Jerome Dacosta')
    const name = await openFirst(mine.page, 'johnson bronx')
    await openFirst(theirs.page, 'johnson bronx')
    await verifyCaller(mine.page)
    await verifyCaller(theirs.page)
    const edit = ({ page }: Desk) => page.getByRole('button', { name: /^Change \(/ }).first().click()
    await edit(mine)
    await panelOf(mine).getByLabel('Phone', { exact: true }).fill('914 555 0166')
    await openFirst(mine.page, 'garcia bronx')
    await edit(theirs)
    await change(theirs, '914 555 0155')
    await theirs.page.getByText('(914) 555-0155').filter({ hasNotText: 'waiting' }).first().waitFor()

    await mine.page.keyboard.press('Control+1')
    await mine.page.getByText('Jerome Dacosta has changed this meanwhile').waitFor()
    const again = await mine.reopen()
    desks.splice(desks.indexOf(mine), 1, again)
    await again.page.getByRole('heading', { level: 1, name }).waitFor({ timeout: 30_000 })
    await edit(again)
    await again.page.getByText('Jerome Dacosta has changed this meanwhile').waitFor()
    expect(await panelOf(again).getByLabel('Phone', { exact: true }).inputValue()).toBe('914 555 0166')
    await panelOf(again).getByRole('button', { name: 'Save' }).click()
    await again.page.getByRole('alert').filter({ hasText: 'two people changed this' }).waitFor()
  })

  const panelOf = ({ page }: Desk) => page.getByRole('region', { name: 'Change contact' })

  async function change({ page }: Desk, phone: string): Promise<void> {
    const panel = page.getByRole('region', { name: 'Change contact' })
    await panel.getByLabel('Phone', { exact: true }).fill(phone)
    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.waitFor({ state: 'detached' })
  }
})

describe('without the backend', () => {
  it('queues a note, says so, and sends it when the line is back', async () => {
    const { page } = await desk()
    await signInAs(page, 'Amy Moreno')
    await openFirst(page, 'brown brooklyn')
    await cut()
    try {
      await page.getByRole('button', { name: /^Offline/ }).waitFor({ timeout: 60_000 })
      await page.keyboard.press('Alt+n')
      await page.keyboard.type('Written while the line was cut.')
      await page.keyboard.press('Control+Enter')
      const note = page.getByRole('listitem').filter({ hasText: 'Written while the line was cut.' })
      await note.filter({ hasText: 'waiting to be sent' }).waitFor()
      await page.keyboard.press('Alt+u')
      await page.getByRole('region', { name: 'Unsent work' }).getByText('Written while the line was cut.').waitFor()
      await expectNoBarriers(page)
      await screenshot(page, 'offline')
    } finally {
      await back()
    }
    await page.getByText('Nothing waits. Everything you wrote has arrived.').waitFor({ timeout: 60_000 })
  })

  it('lets a language be set back and a note be taken back, as long as neither was sent', async () => {
    const { page } = await desk()
    await signInAs(page, 'Amy Moreno')
    await openFirst(page, 'johnson brooklyn')
    const contact = page.getByRole('region', { name: 'Contact', exact: true })
    await contact.getByText('English').waitFor()
    await cut()
    try {
      await page.getByRole('button', { name: /^Offline/ }).waitFor({ timeout: 60_000 })
      for (const language of ['Spanish', 'English']) {
        await contact.getByRole('button', { name: 'Change the preferred language' }).click()
        const panel = page.getByRole('region', { name: 'Change the preferred language' })
        await panel.getByRole('combobox').selectOption({ label: language })
        await panel.getByRole('button', { name: 'Save' }).click()
        await contact.getByText(`${language} · waiting to be sent`).waitFor()
      }
      await page.keyboard.press('Alt+n')
      await page.keyboard.type('Written about somebody else.')
      await page.keyboard.press('Control+Enter')
      await page.keyboard.press('Alt+u')
      const unsent = page.getByRole('region', { name: 'Unsent work' })
      const note = unsent.getByRole('listitem').filter({ hasText: 'Written about somebody else.' })
      await note.getByRole('button', { name: 'Take back' }).click()
      await expectNoBarriers(page)
      await note.getByRole('button', { name: 'Yes, delete it' }).click()
      await expect.poll(() => page.getByText('Written about somebody else.').count()).toBe(0)
    } finally {
      await back()
    }
    await page.getByText('Nothing waits. Everything you wrote has arrived.').waitFor({ timeout: 60_000 })
    await contact.getByText('English').filter({ hasNotText: 'waiting' }).waitFor()
  })
})

/** What of these is not to be read in whole; each is put into the narrowest place that it may meet. */
const cutOff = (page: Desk['page'], selector: string): Promise<string[]> =>
  page.locator(selector).evaluateAll((elements) => {
    if (!elements.length) return ['nothing there']
    for (const element of elements as HTMLElement[]) element.style.width = '120px'
    return elements.filter((element) => element.scrollWidth > element.clientWidth + 1).map((element) => element.textContent ?? '')
  })

describe('in Spanish', () => {
  it('speaks it from the sign-in page on, where the system does', async () => {
    const { page } = await desk({ locale: 'es-US' })
    await page.getByRole('heading', { name: 'Iniciar sesión' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('es')
    await signInAs(page, 'Amy Moreno')
    await openFirst(page, 'rivera yonkers')
    await page.getByRole('tab', { name: 'Facturación' }).waitFor()
    expect(await cutOff(page, 'button:has(.big) > *')).toEqual([])
    expect(await cutOff(page, '[aria-label=Contacto] li p')).toEqual([])
    await expectNoBarriers(page)
    await screenshot(page, 'account-spanish')
  })

  it('is chosen in the palette and remembered', async () => {
    const before = await desk()
    await signInAs(before.page, 'Amy Moreno')
    await searchBox(before.page).fill('espa')
    await before.page.getByRole('option', { name: /Español/ }).click()
    await before.page.getByRole('button', { name: /Trabajo sin enviar/ }).waitFor()
    const after = await before.reopen()
    desks.push(after)
    desks.shift()
    await after.page.getByRole('button', { name: /Trabajo sin enviar/ }).waitFor({ timeout: 30_000 })
  })
})
