/** The model in the chart library's terms: the running sum above, the days below, one axis of days for both. */
import type { ComposeOption } from 'echarts/core'
import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts'
import type { GridComponentOption, MarkLineComponentOption, TooltipComponentOption } from 'echarts/components'
import type { Palette } from '../../ui/theme.ts'
import type { ChartModel } from './usage-chart-model.ts'

export type ChartOption = ComposeOption<BarSeriesOption | LineSeriesOption | GridComponentOption | MarkLineComponentOption | TooltipComponentOption>
/** Its words, in the agent's language. */
export type ChartWords = {
  day: (date: string) => string
  amount: (gigabytes: number) => string
  allowance: string
  threshold: (at: ChartModel['thresholds'][number]) => string
  total: string
  formerTotal: string
  used: string
  formerUsed: string
  pace: string
}

const LEFT = 72
const RIGHT = 76
/** Marks on the axis of the sum. */
const STEPS = 4

/** A dashed line is what is not yet; no two lines differ in colour alone. */
export function chartOption(model: ChartModel, words: ChartWords, palette: Palette): ChartOption {
  const { days } = model
  const text = { color: palette.soft, fontSize: 12 }
  const axis = { axisLine: { lineStyle: { color: palette.edge } }, axisTick: { show: false }, axisLabel: text }
  const across = { left: LEFT, right: RIGHT, outerBoundsMode: 'none' as const }
  const step = stepOf(model)
  const dates = days.map(({ day }) => day)
  const value = { type: 'value' as const, ...axis, min: 0, axisLine: { show: false }, splitLine: { lineStyle: { color: palette.line } }, axisLabel: { ...text, formatter: (amount: number) => words.amount(amount) } }
  return {
    // Nothing moves when data arrives.
    animation: false,
    // Both begin at the same place, however long the words at their axes are.
    grid: [{ ...across, top: 12, height: 136 }, { ...across, top: 168, height: 64 }],
    xAxis: [
      { type: 'category', data: dates, ...axis, axisLabel: { show: false }, boundaryGap: true, gridIndex: 0 },
      { type: 'category', data: dates, ...axis, axisLabel: { ...text, formatter: (date: string) => words.day(date), hideOverlap: true }, boundaryGap: true, gridIndex: 1 },
      // Of its own, so that the cycle before stands behind this one and not beside it.
      { type: 'category', data: dates, show: false, boundaryGap: true, gridIndex: 1 },
    ],
    yAxis: [{ ...value, gridIndex: 0, interval: step, max: step * STEPS }, { ...value, gridIndex: 1, splitNumber: 2 }],
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: {
      trigger: 'axis', renderMode: 'richText', backgroundColor: palette.raised, borderColor: palette.edge, textStyle: { color: palette.text, fontSize: 12 },
      axisPointer: { type: 'line', lineStyle: { color: palette.edge } }, transitionDuration: 0,
      formatter: (at) => tipOf(model, words, (Array.isArray(at) ? at[0] : at)?.dataIndex ?? 0),
    },
    series: [...sumSeries(model, words, palette), ...daySeries(model, words, palette)],
  }
}

/** A round number, four of which hold all that is drawn with some room above, so that no line lies on the edge. Gigabytes. */
function stepOf({ days, allowance, thresholds, pace }: ChartModel): number {
  const drawn = days.flatMap(({ total, formerTotal }) => [total ?? 0, formerTotal ?? 0])
  const least = (Math.max(allowance ?? 0, pace?.high ?? 0, ...drawn, ...thresholds.map(({ at }) => at), 1) * 1.04) / STEPS
  const power = 10 ** Math.floor(Math.log10(least))
  return [1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10].map((factor) => factor * power).find((step) => step >= least) ?? power * 10
}

function sumSeries({ days, allowance, thresholds, pace }: ChartModel, words: ChartWords, palette: Palette): LineSeriesOption[] {
  const line = { type: 'line' as const, xAxisIndex: 0, yAxisIndex: 0, showSymbol: false, silent: true }
  const marks = [
    ...thresholds.map((threshold) => ({ yAxis: threshold.at, label: { formatter: words.threshold(threshold), color: palette.look }, lineStyle: { color: palette.look, type: 'dotted' as const } })),
    ...(allowance === null ? [] : [{ yAxis: allowance, label: { formatter: words.allowance, color: palette.text }, lineStyle: { color: palette.text, type: 'solid' as const } }]),
  ]
  const course = (end: number) => days.map((_, at) => (pace && at >= pace.from ? pace.start + ((end - pace.start) * (at - pace.from)) / Math.max(1, days.length - 1 - pace.from) : null))
  const [low, high] = [course(pace?.low ?? 0), course(pace?.high ?? 0)]
  return [
    { ...line, name: words.formerTotal, data: days.map(({ formerTotal }) => formerTotal), lineStyle: { color: palette.edge, width: 1.5 }, itemStyle: { color: palette.edge } },
    ...(pace ? [
      { ...line, name: 'low', data: low, stack: 'range', lineStyle: { opacity: 0 }, tooltip: { show: false } },
      { ...line, name: 'range', data: high.map((value, at) => (value === null ? null : value - (low[at] ?? 0))), stack: 'range', lineStyle: { opacity: 0 }, areaStyle: { color: palette.accent, opacity: 0.2 } },
      { ...line, name: words.pace, data: course(pace.point), lineStyle: { color: palette.accent, width: 2, type: 'dashed' as const } },
    ] : []),
    {
      ...line, name: words.total, data: days.map(({ total }) => total), lineStyle: { color: palette.accent, width: 2.5 }, itemStyle: { color: palette.accent },
      markLine: { symbol: 'none', silent: true, label: { position: 'end', fontSize: 12 }, data: marks },
    },
  ]
}

function daySeries({ days }: ChartModel, words: ChartWords, palette: Palette): BarSeriesOption[] {
  const bar = { type: 'bar' as const, xAxisIndex: 1, yAxisIndex: 1, silent: true }
  return [
    // Behind the cycle's own days, and wider: seen where they are lower too.
    { ...bar, name: words.formerUsed, data: days.map(({ formerUsed }) => formerUsed), xAxisIndex: 2, barWidth: '84%', itemStyle: { color: palette.line, borderColor: palette.edge, borderWidth: 1 } },
    { ...bar, name: words.used, data: days.map(({ used }) => used), barWidth: '44%', z: 3, itemStyle: { color: palette.accent } },
  ]
}

function tipOf({ days }: ChartModel, words: ChartWords, at: number): string {
  const day = days[at]
  if (!day) return ''
  const lines: [string, number | null][] = [[words.used, day.used], [words.formerUsed, day.formerUsed], [words.total, day.total], [words.formerTotal, day.formerTotal]]
  return [words.day(day.day), ...lines.filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${words.amount(value ?? 0)}`)].join('\n')
}
