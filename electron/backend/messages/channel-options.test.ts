import { describe, expect, it } from 'vitest'
import { systemClock } from '#shared/kernel/clock.ts'
import { readChannels } from './channel-options.ts'

const mail = { HEADEND_SMTP_URL: 'smtps://user:secret@mail.example.com', HEADEND_MAIL_FROM: 'Isla Cable <billing@isla.example>' }
const texts = { HEADEND_SMS_WEBHOOK_URL: 'https://texts.example.com/send', HEADEND_SMS_WEBHOOK_SECRET: 'sixteen characters' }

describe('how messages go out', () => {
  it('is nothing where nobody says it', () => expect(readChannels({}, systemClock)).toEqual({ email: null, sms: null }))
  it('is what the environment says', () => {
    const { email, sms } = readChannels({ ...mail, ...texts }, systemClock)
    expect([email, sms]).toEqual([expect.anything(), expect.anything()])
    email?.close()
  })
  it.each([
    [{ ...mail, HEADEND_SMTP_URL: 'https://mail.example.com' }, 'HEADEND_SMTP_URL'],
    [{ ...mail, HEADEND_MAIL_FROM: '' }, 'HEADEND_MAIL_FROM'],
    [{ ...mail, HEADEND_MAIL_FROM: 'a@b.example\r\nBcc: all@b.example' }, 'HEADEND_MAIL_FROM'],
    [{ ...texts, HEADEND_SMS_WEBHOOK_URL: 'http://texts.example.com' }, 'HEADEND_SMS_WEBHOOK_URL'],
    [{ ...texts, HEADEND_SMS_WEBHOOK_SECRET: 'short' }, 'HEADEND_SMS_WEBHOOK_SECRET'],
  ])('is refused in words when it is wrong: %j', (environment, names) => expect(() => readChannels(environment, systemClock)).toThrow(names))
  it('never says a secret in its refusal', () => {
    const secret = 'canary-secret'
    expect(() => readChannels({ HEADEND_SMTP_URL: `https://user:${secret}@mail.example.com` }, systemClock)).toThrow(expect.not.stringContaining(secret) as string)
  })
})
