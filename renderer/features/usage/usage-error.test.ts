import { expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import { AppError } from '#shared/kernel/app-error.ts'
import { en } from '../../app/locales/en.ts'
import { es } from '../../app/locales/es.ts'
import { usageErrorText } from './usage-error.ts'

const said = (locale: 'en' | 'es', error: unknown) => {
  const { t } = createI18n({ legacy: false, locale, messages: { en, es } }).global
  return usageErrorText(error, (key, named = {}) => t(key, named))
}

it('says of a cycle with enough extra data that it has, in both languages, and of another limit what is said of any', () => {
  const enough = new AppError('limitExceeded', { limit: 10, left: 0, unit: 'topUps' })
  expect(said('en', enough)).toBe('Extra data was bought 10 times in this cycle, and no more is sold in it. Nothing was sold. A larger plan is the other way.')
  expect(said('es', enough)).toBe('En este ciclo ya se compraron datos adicionales 10 veces y no se venden más. No se vendió nada. La otra vía es un plan mayor.')
  expect(said('en', new AppError('limitExceeded', { limit: 10, left: 0, unit: 'attempts' }))).toBe(en.error.limitExceeded)
})
