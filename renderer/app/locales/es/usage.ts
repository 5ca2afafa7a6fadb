import type { usage as english } from '../en/usage.ts'
import type { Shape } from '../shape.ts'

export const usage: Shape<typeof english> = {
  usage: {
    heading: 'Consumo de datos',
    gigabytes: '{amount} GB',
    of: 'de {allowance} GB',
    share: '{share} %',
    unlimited: 'sin límite',
    day: 'día {day} de {of}',
    until: 'hasta el {date}',
    average: 'promedio mensual',
    period: 'Período',
    used: 'Usado',
    allowance: 'Incluido',
    shareHeading: 'Parte',
  },
}
