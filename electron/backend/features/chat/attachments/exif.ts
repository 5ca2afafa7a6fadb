/** Of what a camera writes beside a picture (EXIF 2.32, of TIFF 6.0) one thing is kept: which way up it is. Where and when it was taken, and by which device, goes. */

const ORIENTATION = 0x0112
const SHORT = 3
const MOST_ENTRIES = 200

/** @param tiff from its byte order on. @returns 1 to 8; 1, as it lies, where nothing can be read */
export function orientationIn(tiff: Buffer): number {
  const order = tiff.toString('latin1', 0, 2)
  if (tiff.length < 14 || (order !== 'II' && order !== 'MM')) return 1
  const u16 = (at: number): number => (order === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const first = order === 'II' ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4)
  if (first + 2 > tiff.length) return 1
  const entries = Math.min(u16(first), MOST_ENTRIES)
  for (let entry = first + 2; entry < first + 2 + entries * 12 && entry + 12 <= tiff.length; entry += 12) {
    if (u16(entry) !== ORIENTATION || u16(entry + 2) !== SHORT) continue
    const said = u16(entry + 8)
    return said >= 1 && said <= 8 ? said : 1
  }
  return 1
}

/** The same, and nothing else. */
export function onlyOrientation(orientation: number): Buffer {
  const tiff = Buffer.from(['4d4d002a00000008', '0001', '0112', '0003', '00000001', '00000000', '00000000'].join(''), 'hex')
  tiff.writeUInt16BE(orientation, 18)
  return tiff
}

/** From 5 on it is looked at on its side. */
export const turned = (orientation: number, { width, height }: { width: number; height: number }): { width: number; height: number } =>
  (orientation >= 5 ? { width: height, height: width } : { width, height })
