/**
 * The one place for colours and sizes. Neutral greys, one accent; red says stop, amber look, green done.
 * Every pair that carries text keeps 4.5:1, every border of a control 3:1 (WCAG 2.2 AA); theme.test.ts measures.
 */
import type { GlobalThemeOverrides } from 'naive-ui'

export type Palette = {
  ground: string; surface: string; raised: string; line: string; edge: string
  text: string; soft: string; accent: string; onAccent: string; accentSoft: string
  stop: string; stopSoft: string; look: string; lookSoft: string; done: string; doneSoft: string; mark: string
}

export const light: Palette = {
  ground: '#f3f4f5', surface: '#ffffff', raised: '#ffffff', line: '#d9dcdf', edge: '#858b92',
  text: '#1b1f23', soft: '#545b63', accent: '#1d5bb8', onAccent: '#ffffff', accentSoft: '#e3ecf9',
  stop: '#ad231b', stopSoft: '#fdecea', look: '#7d5100', lookSoft: '#fcf1d8', done: '#1a683a', doneSoft: '#e2f3e8', mark: '#ffe591',
}

export const dark: Palette = {
  ground: '#141619', surface: '#1c1f23', raised: '#252930', line: '#343a41', edge: '#7a828c',
  text: '#e8eaed', soft: '#aab1ba', accent: '#82b2f6', onAccent: '#0e2038', accentSoft: '#22334c',
  stop: '#ff968c', stopSoft: '#3d201e', look: '#f2c063', lookSoft: '#382e17', done: '#74d39a', doneSoft: '#1a3325', mark: '#5c4c12',
}

const variables = (palette: Palette) =>
  Object.entries(palette).map(([name, value]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${value}`).join(';')

/** The palettes as CSS variables, for both themes at once: a switch repaints and renders nothing anew. */
export const themeCss = `:root{color-scheme:light;${variables(light)}}:root[data-theme=dark]{color-scheme:dark;${variables(dark)}}`

/** The same for Naive UI's controls. */
export function naiveOverrides(palette: Palette): GlobalThemeOverrides {
  return {
    common: {
      fontFamily: 'inherit', fontSize: '13px', fontSizeMedium: '13px', borderRadius: '4px', heightMedium: '32px',
      primaryColor: palette.accent, primaryColorHover: palette.accent, primaryColorPressed: palette.accent, primaryColorSuppl: palette.accent,
      errorColor: palette.stop, errorColorHover: palette.stop, warningColor: palette.look, successColor: palette.done,
      bodyColor: palette.ground, cardColor: palette.surface, modalColor: palette.raised, popoverColor: palette.raised,
      textColorBase: palette.text, textColor1: palette.text, textColor2: palette.text, textColor3: palette.soft,
      placeholderColor: palette.soft, inputColor: palette.surface, borderColor: palette.edge, dividerColor: palette.line,
    },
  }
}
