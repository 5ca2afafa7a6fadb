/** The rows in the chart library's terms: how many came and how it went above, how long they waited below, one axis for both. */
import type { ComposeOption } from 'echarts/core'
import type { BarSeriesOption } from 'echarts/charts'
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components'
import type { Palette } from '../../../ui/theme.ts'
import type { HistoryRow } from './history-rows.ts'

export type HistoryOption = ComposeOption<BarSeriesOption | GridComponentOption | TooltipComponentOption>
/** Its words, in the agent's language; `time` of seconds. */
export type HistoryWords = { inTime: string; late: string; abandoned: string; wait: string; waitP90: string; number: (value: number) => string; time: (seconds: number) => string }

/** In a chart; the table has all. */
export const MOST_DRAWN = 40
const across = { left: 64, right: 16, outerBoundsMode: 'none' as const }

/** No two parts of a bar differ in colour alone: one is plain, one striped, one dotted. */
export function historyOption(rows: readonly HistoryRow[], words: HistoryWords, palette: Palette): HistoryOption {
  const text = { color: palette.soft, fontSize: 12 }
  const axis = { axisLine: { lineStyle: { color: palette.edge } }, axisTick: { show: false }, axisLabel: text }
  const names = rows.map((row) => row.words)
  const value = { type: 'value' as const, ...axis, min: 0, minInterval: 1, splitNumber: 3, axisLine: { show: false }, splitLine: { lineStyle: { color: palette.line } } }
  return {
    // Nothing moves when data arrives.
    animation: false,
    grid: [{ ...across, top: 12, height: 128 }, { ...across, top: 160, height: 96 }],
    xAxis: [
      { type: 'category', data: names, ...axis, axisLabel: { show: false }, gridIndex: 0 },
      { type: 'category', data: names, ...axis, axisLabel: { ...text, hideOverlap: true, width: 140, overflow: 'truncate' }, gridIndex: 1 },
      // Of its own, so that the one stands behind the other and not beside it.
      { type: 'category', data: names, show: false, gridIndex: 1 },
    ],
    yAxis: [{ ...value, gridIndex: 0, axisLabel: { ...text, formatter: words.number } }, { ...value, gridIndex: 1, interval: stepOf(rows), axisLabel: { ...text, formatter: words.time } }],
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: {
      trigger: 'axis', renderMode: 'richText', backgroundColor: palette.raised, borderColor: palette.edge, textStyle: { color: palette.text, fontSize: 12 }, transitionDuration: 0,
      axisPointer: { type: 'shadow' }, confine: true,
      formatter: (at) => tipOf(rows[(Array.isArray(at) ? at[0] : at)?.dataIndex ?? 0], words),
    },
    series: [...countSeries(rows, words, palette), ...waitSeries(rows, words, palette)],
  }
}

/** A round time, at most four of which hold the longest wait that is drawn. Seconds. */
function stepOf(rows: readonly HistoryRow[]): number {
  const most = Math.max(1, ...rows.map(({ figures: { came } }) => came.wait.p90 ?? 0))
  return [5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600].find((step) => step * 4 >= most) ?? Math.ceil(most / 4 / 3_600) * 3_600
}

function countSeries(rows: readonly HistoryRow[], words: HistoryWords, palette: Palette): BarSeriesOption[] {
  const bar = { type: 'bar' as const, stack: 'came', xAxisIndex: 0, yAxisIndex: 0, barMaxWidth: 48, barCategoryGap: '30%' }
  const outlined = (color: string) => ({ borderColor: color, borderWidth: 1 })
  return [
    { ...bar, name: words.inTime, data: rows.map(({ figures: { came } }) => came.inTime), itemStyle: { color: palette.accent, ...outlined(palette.accent) } },
    { ...bar, name: words.late, data: rows.map(({ figures: { came } }) => came.answered - came.inTime), itemStyle: { color: palette.lookSoft, ...outlined(palette.look), decal: { symbol: 'rect', color: palette.look, dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4 } } },
    { ...bar, name: words.abandoned, data: rows.map(({ figures: { came } }) => came.abandoned), itemStyle: { color: palette.stopSoft, ...outlined(palette.stop), decal: { symbol: 'circle', symbolSize: 0.8, color: palette.stop, dashArrayX: [[8, 8], [0, 8, 8, 0]], dashArrayY: [6, 0] } } },
  ]
}

function waitSeries(rows: readonly HistoryRow[], words: HistoryWords, palette: Palette): BarSeriesOption[] {
  const bar = { type: 'bar' as const, yAxisIndex: 1, silent: true }
  return [
    // Behind the median, and wider: seen where it is hardly higher too.
    { ...bar, name: words.waitP90, data: rows.map(({ figures: { came } }) => came.wait.p90), xAxisIndex: 2, barWidth: '70%', barMaxWidth: 48, itemStyle: { color: palette.line, borderColor: palette.edge, borderWidth: 1 } },
    { ...bar, name: words.wait, data: rows.map(({ figures: { came } }) => came.wait.median), xAxisIndex: 1, barWidth: '36%', barMaxWidth: 24, z: 3, itemStyle: { color: palette.accent } },
  ]
}

function tipOf(row: HistoryRow | undefined, words: HistoryWords): string {
  if (!row) return ''
  const { came } = row.figures
  const times: [string, number | null][] = [[words.wait, came.wait.median], [words.waitP90, came.wait.p90]]
  return [
    row.words, `${words.inTime}: ${words.number(came.inTime)}`, `${words.late}: ${words.number(came.answered - came.inTime)}`, `${words.abandoned}: ${words.number(came.abandoned)}`,
    ...times.flatMap(([name, seconds]) => (seconds === null ? [] : [`${name}: ${words.time(seconds)}`])),
  ].join('\n')
}
