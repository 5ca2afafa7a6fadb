/** What was measured, in words and numbers with their units. */
import type { Limits, Measure, Measurement, Reading } from '#shared/features/diagnostics/equipment.schema.ts'
import type { Formats } from './format.ts'
import type { Translate } from './use-text.ts'

const unitOf: Record<Measure, 'dbmv' | 'dbm' | 'db' | 'percent' | 'hours' | 'count' | 'mbps' | 'yesNo'> = {
  online: 'yesNo', reachable: 'yesNo', registered: 'yesNo', downstreamPower: 'dbmv', upstreamPower: 'dbmv', downstreamSnr: 'db', opticalPower: 'dbm', weakestClient: 'dbm', uncorrectable: 'percent', airtime: 'percent',
  uptime: 'hours', reboots: 'count', timeouts: 'count', clients: 'count', speedDown: 'mbps', speedUp: 'mbps',
}
/** A share of a hundredth is not 0. */
const exactly = (value: number, formats: Formats): string => (Math.abs(value) >= 1 || value === 0 ? formats.number(value) : formats.fine(value))

export function valueText(measure: Measure, value: number, t: Translate, formats: Formats): string {
  const unit = unitOf[measure]
  return unit === 'yesNo' ? t(value === 1 ? 'diagnose.yes' : 'diagnose.no') : t(`diagnose.units.${unit}`, { value: exactly(value, formats) })
}

/** `should be -7 to 7 dBmV`; null where nothing is asked of it, or where yes or no says it. */
export function limitText(measure: Measure, limits: Limits | null, t: Translate, formats: Formats): string | null {
  if (limits === null || unitOf[measure] === 'yesNo') return null
  const [low, high] = [limits.lowGood ?? limits.low, limits.highGood ?? limits.high]
  const text = (value: number) => valueText(measure, value, t, formats)
  if (low !== null && high !== null) return t('diagnose.should', { low: formats.number(low), high: text(high) })
  if (low !== null) return t('diagnose.shouldLeast', { low: text(low) })
  return high === null ? null : t('diagnose.shouldMost', { high: text(high) })
}

/** Of one kind, in the order in which they were measured. */
export function byMeasure(readings: readonly Reading[]): { measure: Measure; readings: Reading[] }[] {
  const kinds = [...new Set(readings.map(({ measure }) => measure))]
  return kinds.map((measure) => ({ measure, readings: readings.filter((reading) => reading.measure === measure) }))
}

/** Of several: how many there are, from where to where. */
export function spanText(measure: Measure, readings: readonly Reading[], t: Translate, formats: Formats): string {
  const values = readings.map(({ value }) => value)
  return t('diagnose.channels', { count: readings.length, low: formats.number(Math.min(...values)), high: valueText(measure, Math.max(...values), t, formats) })
}

/** `Signal levels: not as it should be (Power, in -17.2 dBmV)` */
export function measuredText({ check, verdict, readings }: Pick<Measurement, 'check' | 'verdict' | 'readings'>, t: Translate, formats: Formats): string {
  const wrong = readings.filter((reading) => reading.verdict !== 'good').map(({ measure, value }) => `${t(`diagnose.measures.${measure}`)} ${valueText(measure, value, t, formats)}`)
  return `${t(`diagnose.checks.${check}`)}: ${t(`diagnose.verdicts.${verdict}`)}${wrong.length > 0 ? ` (${wrong.join(', ')})` : ''}`
}
