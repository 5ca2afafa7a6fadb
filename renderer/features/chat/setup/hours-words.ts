/** Opening hours as people say them: days that are alike in one go. */
import type { OpenHours, OpenSpan } from '#shared/features/chat/open-hours.ts'
import type { Translate } from '../../../app/use-text.ts'

const MINUTE_MS = 60_000
/** 2026-11-30 is a Monday. @param style `short`: `Mon` */
export const weekdays = (locale: string, style: 'short' | 'long'): string[] => {
  const format = new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' })
  return Array.from({ length: 7 }, (_, day) => format.format(Date.UTC(2026, 10, 30 + day)))
}

export function hoursWords({ week }: OpenHours, locale: string, t: Translate): string {
  const clock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' })
  const span = ({ from, to }: OpenSpan): string => (from === 0 && to === 1_440 ? t('chatSetup.hours.allDay') : together(t('chatSetup.hours.span', { from: clock.format(from * MINUTE_MS), to: clock.format(to * MINUTE_MS) })))
  const words = week.map((spans) => spans.map(span).join(', '))
  if (words.every((each) => each === '')) return t('chatSetup.hours.never')
  if (week.every(([only]) => only?.from === 0 && only.to === 1_440)) return t('chatSetup.hours.always')
  if (words.every((each) => each === words[0])) return t('chatSetup.hours.each', { hours: words[0]! })
  const names = weekdays(locale, 'short')
  return runs(words).filter(({ value }) => value !== '').map(({ from, to, value }) => `${from === to ? names[from] : `${names[from]}–${names[to]}`}\u00a0${value}`).join(' · ')
}

/** A line breaks between hours, not within them. */
const together = (words: string): string => words.replaceAll(' ', '\u00a0')

/** Neighbours that are alike. */
function runs(words: readonly string[]): { from: number; to: number; value: string }[] {
  return words.reduce<{ from: number; to: number; value: string }[]>((all, value, day) => {
    const last = all.at(-1)
    return last?.value === value ? [...all.slice(0, -1), { ...last, to: day }] : [...all, { from: day, to: day, value }]
  }, [])
}
