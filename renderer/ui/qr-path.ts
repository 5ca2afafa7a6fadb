/** A QR code as one path, for an SVG that is made of elements: nothing is loaded, and no text is read as markup. */
import { encode } from 'uqr'

/** @returns `size` in modules, with the border of four that readers want (ISO/IEC 18004) */
export function qrPath(text: string): { size: number; path: string } {
  const { data, size } = encode(text, { ecc: 'M', border: 4 })
  return { size, path: data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : []))).join('') }
}
