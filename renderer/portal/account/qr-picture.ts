/** A QR code as an SVG that is made of elements: nothing is loaded, and no text is read as markup. */
import { encode } from 'uqr'

const SVG = 'http://www.w3.org/2000/svg'

export function qrPicture(text: string, label: string): SVGSVGElement {
  const { data, size } = encode(text, { ecc: 'M', border: 2 })
  const picture = document.createElementNS(SVG, 'svg')
  picture.setAttribute('viewBox', `0 0 ${size} ${size}`)
  picture.setAttribute('class', 'qr')
  picture.setAttribute('role', 'img')
  picture.setAttribute('aria-label', label)
  const dark = document.createElementNS(SVG, 'path')
  dark.setAttribute('fill', '#000')
  dark.setAttribute('d', data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : []))).join(''))
  picture.append(dark)
  return picture
}
