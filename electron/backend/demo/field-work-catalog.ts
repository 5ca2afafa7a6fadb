/** Kinds of work and windows of the demo operator. */
import type { TimeSlot, WorkType } from '#shared/features/dispatch/technicians.schema.ts'

/** Two hours each, by the clock on the wall. */
export const demoSlots: readonly Pick<TimeSlot, 'fromMinute' | 'toMinute'>[] = [7, 8, 10, 12, 14, 16].map((hour, index) => ({ fromMinute: hour * 60, toMinute: (index === 0 ? 8 : hour + 2) * 60 }))

type Kind = Pick<WorkType, 'code' | 'names' | 'kind' | 'minutes' | 'skills' | 'priority' | 'checklist'>
const levels = { en: 'Levels measured at the tap and at the modem', es: 'Niveles medidos en la toma y en el módem' }
const shown = { en: 'Shown to the customer that it works', es: 'Mostrado al cliente que funciona' }

export const demoWorkTypes: readonly Kind[] = [
  { code: 'noInternet', names: { en: 'No internet', es: 'Sin internet' }, kind: 'repair', minutes: 60, skills: ['internet'], priority: 6, checklist: { items: [levels, { en: 'Splitters counted and replaced', es: 'Divisores contados y cambiados' }, shown] } },
  { code: 'slowInternet', names: { en: 'Slow internet', es: 'Internet lento' }, kind: 'repair', minutes: 45, skills: ['internet'], priority: 4, checklist: { items: [levels, shown] } },
  { code: 'noPicture', names: { en: 'No TV picture', es: 'Sin imagen de TV' }, kind: 'repair', minutes: 45, skills: ['tv'], priority: 4, checklist: { items: [levels, shown] } },
  { code: 'newService', names: { en: 'New service', es: 'Alta de servicio' }, kind: 'install', minutes: 90, skills: ['internet', 'tv'], priority: 5, checklist: { items: [{ en: 'Drop and ground checked', es: 'Acometida y tierra comprobadas' }, levels, shown] } },
  { code: 'wifi', names: { en: 'Wi-Fi in every room', es: 'Wi-Fi en cada cuarto' }, kind: 'change', minutes: 60, skills: ['internet'], priority: 3, checklist: { items: [shown] } },
  { code: 'noDialTone', names: { en: 'No dial tone', es: 'Sin tono' }, kind: 'repair', minutes: 45, skills: ['phone'], priority: 6, checklist: { items: [levels, shown] } },
  { code: 'fiberDrop', names: { en: 'Fiber drop', es: 'Acometida de fibra' }, kind: 'install', minutes: 120, skills: ['fiber'], priority: 5, checklist: { items: [{ en: 'Light measured', es: 'Luz medida' }, shown] } },
]
