/** A QR code as an SVG element. */
import { qrPath } from '../../ui/qr-path.ts'

const SVG = 'http://www.w3.org/2000/svg'

export function qrPicture(text: string, label: string): SVGSVGElement {
  const { size, path } = qrPath(text)
  const picture = document.createElementNS(SVG, 'svg')
  picture.setAttribute('viewBox', `0 0 ${size} ${size}`)
  picture.setAttribute('class', 'qr')
  picture.setAttribute('role', 'img')
  picture.setAttribute('aria-label', label)
  const dark = document.createElementNS(SVG, 'path')
  dark.setAttribute('fill', '#000')
  dark.setAttribute('d', path)
  picture.append(dark)
  return picture
}
