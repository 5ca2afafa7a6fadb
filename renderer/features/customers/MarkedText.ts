import type { FunctionalComponent } from 'vue'
import { h } from 'vue'
import type { Part } from './marks.ts'

/** Text with what matched in `<mark>`. A plain function: a list of fifty rows holds two hundred of these. */
export const MarkedText: FunctionalComponent<{ parts: Part[] }> = ({ parts }) =>
  parts.map((part) => (part.marked ? h('mark', part.text) : part.text))
MarkedText.props = ['parts']
