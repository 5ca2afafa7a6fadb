import { describe, expect, it } from 'vitest'
import { newTotpSecret, stepOfCode, totpAddress } from './totp.ts'

/** RFC 6238, appendix B, SHA-1: "12345678901234567890" in base32. Of its eight digits an app of six shows the last six. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const vectors: [seconds: number, code: string][] = [
  [59, '94287082'], [1_111_111_109, '07081804'], [1_111_111_111, '14050471'], [1_234_567_890, '89005924'], [2_000_000_000, '69279037'], [20_000_000_000, '65353130'],
]

describe('codes of an app', () => {
  it.each(vectors)('at %d s are those of RFC 6238', (seconds, code) => {
    expect(stepOfCode(SECRET, code.slice(2), seconds * 1_000)).toBe(Math.floor(seconds / 30))
    expect(stepOfCode(newTotpSecret(), code.slice(2), seconds * 1_000), 'with another key').toBeNull()
  })

  it('are right one step earlier and later, and named by their own step', () => {
    const [seconds, code] = [1_111_111_111, '050471']
    const step = Math.floor(seconds / 30)
    expect([-60, -30, 0, 30, 60].map((shift) => stepOfCode(SECRET, code, (seconds + shift) * 1_000))).toEqual([null, step, step, step, null])
  })

  it.each(['', '05047', '0504711', 'abcdef', '+50471'])('%j is none', (code) => expect(stepOfCode(SECRET, code, 1_111_111_111_000)).toBeNull())

  it('have a key of 160 bits, and an address that apps read', () => {
    const secret = newTotpSecret()
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(totpAddress(secret, 'Isla Cable', 'jo')).toBe(`otpauth://totp/Isla%20Cable:jo?issuer=Isla%20Cable&secret=${secret}&algorithm=SHA1&digits=6&period=30`)
  })
})
