import { expect, it } from 'vitest'
import { createORPCClient, type ClientLink } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { bridge as contract } from '#shared/contract/bridge.ts'
import { maskingLink } from './masking-link.ts'

const card = '4111 1111 1111 1111'

function listening() {
  const sent: unknown[] = []
  const link: ClientLink<Record<never, never>> = { call: async (_path, input) => void sent.push(input) }
  const client: ContractRouterClient<typeof contract> = createORPCClient(maskingLink(link))
  return { client, sent }
}

it('masks every text of a call, at any depth, and nothing else', async () => {
  const { client, sent } = listening()
  await client.workspace.saveDraft({ customerId: '01920000-0000-7000-8000-000000000001', key: 'note', value: JSON.stringify({ text: `Card ${card}` }) })
  await client.interactions.addNote({ customerId: '01920000-0000-7000-8000-000000000001', text: `Paid with ${card}.`, disposition: 'resolved' } as never)
  expect(JSON.stringify(sent)).not.toContain('1111 1111')
  expect(sent).toMatchObject([{ value: '{"text":"Card ···· 1111"}' }, { text: 'Paid with ···· 1111.', disposition: 'resolved', customerId: '01920000-0000-7000-8000-000000000001' }])
})

it('leaves what is searched for and passwords as they are typed', async () => {
  const { client, sent } = listening()
  await client.customers.search({ text: card })
  await client.session.signIn({ userName: 'amy', password: card })
  await client.session.changePassword({ password: card, newPassword: `${card} ${card}` })
  expect(sent).toEqual([{ text: card }, { userName: 'amy', password: card }, { password: card, newPassword: `${card} ${card}` }])
})
