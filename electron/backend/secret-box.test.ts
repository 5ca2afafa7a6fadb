import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSecretBox, isSealed, passingSecretBox } from './secret-box.ts'

const keys = [randomBytes(32), randomBytes(32)] as const

it('opens what it sealed, for its row alone, and whatever bit is turned it does not', () => {
  const box = createSecretBox([keys[0]])
  fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.uuid(), fc.uuid(), fc.nat(), (secret, row, other, turn) => {
    const sealed = box.seal(secret, row)
    expect(isSealed(sealed)).toBe(true)
    expect(box.open(sealed, row)).toBe(secret)
    expect(box.seal(secret, row)).not.toBe(sealed)
    if (other !== row) expect(box.open(sealed, other)).toBeNull()
    const bytes = Buffer.from(sealed.slice(3), 'base64url')
    bytes.writeUInt8(bytes.readUInt8(turn % bytes.length) ^ (1 << turn % 8), turn % bytes.length)
    expect(box.open(`v1.${bytes.toString('base64url')}`, row)).toBeNull()
  }))
})

it('opens with an older key, seals with the newest, and opens nothing of a stranger’s', () => {
  const sealed = createSecretBox([keys[1]]).seal('JBSWY3DP', 'a')
  const box = createSecretBox([...keys])
  expect(box.open(sealed, 'a')).toBe('JBSWY3DP')
  expect(createSecretBox([keys[1]]).open(box.seal('JBSWY3DP', 'a'), 'a')).toBeNull()
  expect(passingSecretBox().open(sealed, 'a')).toBeNull()
})

it.each(['', 'JBSWY3DP', 'v1.', 'v1.AAAA', 'v2.AAAA'])('does not take %j for sealed', (text) => expect(passingSecretBox().open(text, 'a')).toBeNull())

it('wants keys of their length', () => {
  expect(() => createSecretBox([])).toThrow('32 bytes')
  expect(() => createSecretBox([randomBytes(16)])).toThrow('32 bytes')
})
