import { expect, it } from 'vitest'
import { trustedPeers } from './trusted-peer.ts'

it('believes the addresses and ranges that were named, in either family, and nobody else', () => {
  const trusted = trustedPeers(['127.0.0.1', '10.1.0.0/16', '::1', 'fd00::/8'])
  for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '10.1.255.1', '::ffff:10.1.0.9', '::1', 'fd12::1']) expect(trusted(address), address).toBe(true)
  for (const address of ['127.0.0.2', '10.2.0.1', '::2', 'fe80::1', 'elsewhere', '', undefined]) expect(trusted(address), String(address)).toBe(false)
  expect(trustedPeers([])('127.0.0.1')).toBe(false)
})
