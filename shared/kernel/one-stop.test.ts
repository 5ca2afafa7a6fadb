import { expect, it } from 'vitest'
import { oneStop } from './one-stop.ts'

it.each([
  ['Anotado: lun, 11:50 a.m.. No hay otra.', 'Anotado: lun, 11:50 a.m. No hay otra.'],
  ['Bloqueado hasta las 2:02 p. m..', 'Bloqueado hasta las 2:02 p. m.'],
  ['Desde las 2:02 p.m.. Hasta las 3:00 p.m..', 'Desde las 2:02 p.m. Hasta las 3:00 p.m.'],
  ['a las 11:50 a.m. con Ana', 'a las 11:50 a.m. con Ana'],
  ['Buscando …', 'Buscando …'],
  ['11:50 a.m...', '11:50 a.m...'],
  ['Noted 11:50 AM. None.', 'Noted 11:50 AM. None.'],
])('%j ends once', (said, once) => expect(oneStop(said)).toBe(once))

it('knows how this computer writes them', () => {
  const at = new Intl.DateTimeFormat('es-US', { timeStyle: 'short' }).format(Date.parse('2026-11-30T16:50:00.000Z'))
  expect(at, 'the control: it ends with a stop').toMatch(/m\.$/)
  expect(oneStop(`Anotado: ${at}.`)).toBe(`Anotado: ${at}`)
})
