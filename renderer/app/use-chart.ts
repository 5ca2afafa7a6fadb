/** A chart for as long as its box is there: drawn anew when what it shows changes, and to the size of the box. */
import { init, type ECharts, type EChartsCoreOption } from 'echarts/core'
import { onBeforeUnmount, watch, type ShallowRef } from 'vue'
import { usePreferences } from '../stores/preferences.ts'
import { dark, light, type Palette } from '../ui/theme.ts'

/** @param option follows what it reads, and the theme. Its parts are the component's to `use`. */
export function useChart(box: Readonly<ShallowRef<HTMLElement | null>>, option: (palette: Palette) => EChartsCoreOption): void {
  const preferences = usePreferences()
  let chart: ECharts | null = null
  const resizing = new ResizeObserver(() => chart?.resize())
  function end(): void {
    resizing.disconnect()
    chart?.dispose()
    chart = null
  }
  watch([box, () => option(preferences.theme === 'dark' ? dark : light)] as const, ([element, now]) => {
    if (!element || chart?.getDom() !== element) end()
    if (!element) return
    chart ??= init(element, null, { renderer: 'canvas' })
    chart.setOption(now, { notMerge: true })
    resizing.observe(element)
  }, { flush: 'post' })
  onBeforeUnmount(end)
}
