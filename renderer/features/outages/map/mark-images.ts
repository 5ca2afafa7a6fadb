/** The marks as pictures for the map, drawn here: nothing is fetched. */
import type { Palette } from '../../../ui/theme.ts'
import { marks, markNames, type MarkName } from './problem-marks.ts'

/** Pixels of the picture for one on the map: sharp on a dense screen as well. */
export const IMAGE_RATIO = 2
const SIZE = 26
const BOX = 24

export function markImages(palette: Palette): [MarkName, ImageData][] {
  return markNames.map((name) => [name, drawn(name, palette)])
}

function drawn(name: MarkName, palette: Palette): ImageData {
  const { outline, sign, tone, hollow } = marks[name]
  const pixels = SIZE * IMAGE_RATIO
  const context = new OffscreenCanvas(pixels, pixels).getContext('2d') as OffscreenCanvasRenderingContext2D
  const scale = (SIZE * IMAGE_RATIO) / (BOX + 2)
  context.setTransform(scale, 0, 0, scale, scale, scale)
  context.lineJoin = context.lineCap = 'round'
  // A light edge keeps it apart from an area or a node of the same tone below it.
  stroke(context, outline, palette.surface, 4)
  context.fillStyle = hollow ? palette.surface : palette[tone]
  context.fill(new Path2D(outline))
  stroke(context, outline, palette[tone], hollow ? 2 : 1)
  stroke(context, sign, hollow ? palette[tone] : palette.surface, 2)
  return context.getImageData(0, 0, pixels, pixels)
}

function stroke(context: OffscreenCanvasRenderingContext2D, path: string, colour: string, width: number): void {
  context.strokeStyle = colour
  context.lineWidth = width
  context.stroke(new Path2D(path))
}
