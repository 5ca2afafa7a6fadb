import { describe, expect, it } from 'vitest'
import { isSafeAddress, isThisMachine, listensHereAlone } from './safe-address.ts'

describe('an address that what is secret may travel to', () => {
  it.each([
    ['https:', 'desk.example', true],
    ['http:', '127.0.0.1', true],
    ['http:', 'localhost', true],
    ['http:', '[::1]', true],
    ['http:', 'desk.example', false],
    ['http:', '127.0.0.1.example', false],
    ['ftp:', 'localhost', false],
  ])('%s//%s: %s', (protocol, hostname, safe) => expect(isSafeAddress({ protocol, hostname })).toBe(safe))

  it('has the brackets of an address, and one that is listened on has none', () => {
    expect([isThisMachine('[::1]'), isThisMachine('::1')]).toEqual([true, false])
    expect([listensHereAlone('::1'), listensHereAlone('[::1]'), listensHereAlone('0.0.0.0')]).toEqual([true, false, false])
  })
})
