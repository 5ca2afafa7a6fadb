/** A billing call in the real window: the bill, a credit within the limit, one above it in a supervisor's window, a reversal. */
import { describe, expect, it } from 'vitest'
import { expectNoBarriers } from '../support/accessibility.ts'
import { screenshot } from '../support/app.ts'
import { openFirst, signInAs, type Desk } from '../support/demo-operator.ts'
import { demoDesks } from '../support/opened-desks.ts'

const { desk, desks } = demoDesks()

const panelOf = ({ page }: Desk) => page.getByRole('region', { name: 'Credit or charge' })

/** By the key of the action; the reason is one that needs no days. */
async function fillCredit(at: Desk, amount: string, comment: string): Promise<void> {
  await at.page.keyboard.press('Alt+c')
  const panel = panelOf(at)
  await panel.getByLabel('Reason').selectOption({ label: 'Goodwill' })
  await panel.getByLabel('Amount', { exact: true }).fill(amount)
  await panel.getByLabel('Comment', { exact: true }).fill(comment)
}

describe('the bill', () => {
  it.each([['light', false], ['dark', true]] as const)('is read line by line, with what changed, %s', async (theme, dark) => {
    const at = await desk({ dark })
    await signInAs(at.page, 'Amy Moreno')
    await openFirst(at.page, 'rivera yonkers')
    await at.page.keyboard.press('Alt+2')
    await at.page.getByRole('heading', { name: /^Bill of / }).waitFor()
    await at.page.getByRole('rowheader', { name: 'Taxes and fees' }).or(at.page.getByText('Taxes and fees')).first().waitFor()
    await expectNoBarriers(at.page)
    await screenshot(at.page, `bill-${theme}`)
    await at.page.getByRole('button', { name: /Next bill/ }).or(at.page.getByRole('option', { name: /Next bill/ })).first().click()
    await at.page.getByText('It is no promise.').waitFor()
    await expectNoBarriers(at.page)
    await screenshot(at.page, `bill-next-${theme}`)
  })
})

describe('a credit', () => {
  it('within the limit posts at once, is in the timeline, and is reversed by who may', async () => {
    const agent = await desk()
    await signInAs(agent.page, 'Amy Moreno')
    await openFirst(agent.page, 'rivera yonkers')
    await fillCredit(agent, '12.50', 'Sorry for the long wait.')
    await expectNoBarriers(agent.page)
    await screenshot(agent.page, 'credit-within')
    await panelOf(agent).getByRole('button', { name: 'Give the credit' }).click()
    await panelOf(agent).getByText('Credit of $12.50 is posted.').waitFor()
    await panelOf(agent).getByRole('button', { name: 'Close', exact: true }).last().click()

    const senior = await desk()
    await signInAs(senior.page, 'Jerome Dacosta')
    await openFirst(senior.page, 'rivera yonkers')
    // Before it is given a second time: for the account as a whole nobody but they can tell whether it is another case.
    await fillCredit(senior, '12.50', 'The customer has called again.')
    await panelOf(senior).getByText(/^Credit of \$12\.50 for the same reason: Amy Moreno, /).waitFor()
    await expectNoBarriers(senior.page)
    await screenshot(senior.page, 'credit-given-before')
    await panelOf(senior).getByRole('button', { name: 'Discard' }).click()
    await senior.page.keyboard.press('Alt+2')
    await senior.page.getByRole('button', { name: /^Reverse: Credit of \$12\.50/ }).click()
    await senior.page.getByLabel('Why is it reversed?').fill('Given to the wrong account.')
    await senior.page.getByRole('button', { name: 'Reverse it' }).click()
    await senior.page.getByText('reversed').first().waitFor()
    await screenshot(senior.page, 'credit-reversed')

    // Whoever gave it is told, and puts it away.
    await agent.page.getByText('Reversed by Jerome Dacosta: your credit of $12.50.').first().waitFor()
    await expectNoBarriers(agent.page)
    await screenshot(agent.page, 'credit-reversed-told')
    await agent.page.getByRole('button', { name: /^Understood: Reversed by Jerome Dacosta/ }).first().click()
    await agent.page.getByRole('button', { name: /^Decisions 0/ }).waitFor()
  })

  it('says what is wrong with an amount where it is typed', async () => {
    const at = await desk()
    await signInAs(at.page, 'Amy Moreno')
    await openFirst(at.page, 'garcia bronx')
    await fillCredit(at, '1e3', 'x')
    await panelOf(at).getByRole('button', { name: /Give the credit|Ask for approval/ }).click()
    await panelOf(at).getByText('Write the amount in full, such as 1000.00.').waitFor()
    await expectNoBarriers(at.page)
  })

  it('above the limit waits for a supervisor, who sees the case; the agent is told at once', async () => {
    const [agent, supervisor] = [await desk(), await desk()]
    await signInAs(agent.page, 'Amy Moreno')
    await signInAs(supervisor.page, 'Judith Dembele')
    await openFirst(agent.page, 'johnson brooklyn')
    await fillCredit(agent, '64.00', 'No service for four days, third call.')
    await panelOf(agent).getByText('It will wait for approval').waitFor()
    await screenshot(agent.page, 'credit-above')
    await panelOf(agent).getByRole('button', { name: 'Ask for approval' }).click()
    await panelOf(agent).getByText('Credit of $64.00 waits for approval.').waitFor()

    await supervisor.page.getByRole('button', { name: /Approvals/ }).or(supervisor.page.getByRole('link', { name: /Approvals/ })).first().click()
    await supervisor.page.getByText('No service for four days, third call.').first().waitFor()
    await expectNoBarriers(supervisor.page)
    await screenshot(supervisor.page, 'approval-case')
    await supervisor.page.getByRole('button', { name: /^Approve(?! another)/ }).first().click()
    await supervisor.page.getByRole('button', { name: 'Approve $64.00' }).click()
    await supervisor.page.getByText(/^Approved: /).waitFor()
    await agent.page.getByText('Approved by Judith Dembele').first().waitFor()
    await agent.page.getByRole('button', { name: /^Decisions 1/ }).waitFor()
    await screenshot(agent.page, 'credit-approved')
    // The word comes at once, the row with the next pull.
    await expect.poll(() => agent.page.getByText('waits for approval').count()).toBe(0)

    // Not read yet, and the next caller is on screen: it waits on the left, over a restart too.
    await openFirst(agent.page, 'garcia bronx')
    const again = await agent.reopen()
    desks.splice(desks.indexOf(agent), 1, again)
    await again.page.getByRole('button', { name: /^Decisions 1/ }).waitFor({ timeout: 30_000 })
    await again.page.keyboard.press('Alt+d')
    const list = again.page.getByRole('region', { name: 'Decisions' })
    await list.getByText('Approved by Judith Dembele').waitFor()
    await expectNoBarriers(again.page)
    await screenshot(again.page, 'decisions')
    await list.getByRole('button', { name: /Johnson/ }).click()
    await again.page.getByRole('heading', { level: 1, name: /Johnson/ }).waitFor()
    await list.getByRole('button', { name: /^Understood/ }).click()
    await list.getByText('Nothing new.').waitFor()
    await again.page.getByRole('button', { name: /^Decisions 0/ }).waitFor()
    expect(await again.page.getByText('Approved by Judith Dembele').filter({ visible: true }).count()).toBe(0)
  })
})
