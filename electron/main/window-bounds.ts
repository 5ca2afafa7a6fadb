import type { Rectangle } from 'electron'

export const SMALLEST = { width: 960, height: 600 }
const USUAL = { width: 1366, height: 860 }
/** So much of the title bar must be on a screen that it can be grabbed, in device-independent pixels. */
const GRIP = { width: 120, height: 40 }

/**
 * Where to put the window back: as remembered when it can be seen and grabbed there, else centred on the first
 * screen, never larger than it.
 * @param screens work areas, the primary first
 */
export function visibleBounds(remembered: Rectangle | null, screens: readonly Rectangle[]): Rectangle {
  const placed = remembered ? screens.map((area) => ({ area, bounds: { ...remembered, ...fitting(remembered, area) } })) : []
  const found = placed.find(({ area, bounds }) => canGrab(bounds, area))
  return found?.bounds ?? centred(fitting(remembered ?? USUAL, screens[0] ?? { x: 0, y: 0, ...USUAL }), screens[0])
}

function canGrab(window: Rectangle, area: Rectangle): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x)
  const top = window.y >= area.y && window.y + GRIP.height <= area.y + area.height
  return across >= GRIP.width && top
}

function fitting(size: { width: number; height: number }, area: Rectangle): { width: number; height: number } {
  const within = (wanted: number, least: number, most: number) => Math.min(Math.max(wanted, least), most)
  return { width: within(size.width, SMALLEST.width, area.width), height: within(size.height, SMALLEST.height, area.height) }
}

function centred(size: { width: number; height: number }, area: Rectangle | undefined): Rectangle {
  if (!area) return { x: 0, y: 0, ...size }
  return { ...size, x: Math.round(area.x + (area.width - size.width) / 2), y: Math.round(area.y + (area.height - size.height) / 2) }
}
