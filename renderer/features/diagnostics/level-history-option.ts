/** A day of levels in the chart library's terms. Lines differ in their strokes as well; where the box was offline there is a gap. */
import type { LineSeriesOption } from 'echarts/charts'
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import type { LevelPoint } from '#shared/features/diagnostics/equipment.schema.ts'
import type { Palette } from '../../ui/theme.ts'

export type HistoryOption = ComposeOption<LineSeriesOption | GridComponentOption | TooltipComponentOption>
export type HistoryWords = { time: (instant: string) => string; value: (value: number) => string; power: string; snr: string; up: string; gap: string }

export function historyOption(points: readonly LevelPoint[], words: HistoryWords, palette: Palette): HistoryOption {
  const text = { color: palette.soft, fontSize: 12 }
  const axis = { axisLine: { lineStyle: { color: palette.edge } }, axisTick: { show: false }, axisLabel: text }
  const line = (name: string, of: (point: LevelPoint) => number | null, color: string, type: 'solid' | 'dashed' | 'dotted'): LineSeriesOption =>
    ({ type: 'line', name, data: points.map(of), showSymbol: false, silent: true, connectNulls: false, lineStyle: { color, width: 2, type }, itemStyle: { color } })
  return {
    animation: false,
    grid: { left: 44, right: 12, top: 12, bottom: 24 },
    xAxis: { type: 'category', data: points.map(({ at }) => at), ...axis, axisLabel: { ...text, formatter: words.time, hideOverlap: true } },
    yAxis: { type: 'value', ...axis, axisLine: { show: false }, splitLine: { lineStyle: { color: palette.line } } },
    tooltip: {
      trigger: 'axis', renderMode: 'richText', backgroundColor: palette.raised, borderColor: palette.edge, textStyle: { color: palette.text, fontSize: 12 }, transitionDuration: 0,
      formatter: (at) => tip(points[(Array.isArray(at) ? at[0] : at)?.dataIndex ?? 0], words),
    },
    series: [
      line(words.up, ({ upstreamPower }) => upstreamPower, palette.look, 'dotted'),
      line(words.snr, ({ downstreamSnr }) => downstreamSnr, palette.done, 'dashed'),
      line(words.power, ({ downstreamPower }) => downstreamPower, palette.accent, 'solid'),
    ],
  }
}

function tip(point: LevelPoint | undefined, words: HistoryWords): string {
  if (!point) return ''
  const lines: [string, number | null][] = [[words.up, point.upstreamPower], [words.snr, point.downstreamSnr], [words.power, point.downstreamPower]]
  return [words.time(point.at), ...lines.map(([name, value]) => `${name}: ${value === null ? words.gap : words.value(value)}`)].join('\n')
}
