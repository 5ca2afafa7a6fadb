// The two icon containers; both simply hold PNG files.

/** Sizes in a Windows .ico; Explorer and the task bar pick among them. */
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256]
/** Apple's four-letter type for each size (icns: 16 to 1024, PNG since macOS 10.7). */
const ICNS_TYPES = { 32: 'ic11', 64: 'ic12', 128: 'ic07', 256: 'ic08', 512: 'ic09', 1024: 'ic10' }

/**
 * @param {Map<number, Buffer>} images PNG by edge length in pixels
 * @returns {Buffer}
 */
export function packIco(images) {
  const head = Buffer.alloc(6)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(ICO_SIZES.length, 4)
  let offset = 6 + 16 * ICO_SIZES.length
  const entries = ICO_SIZES.map((size) => {
    const png = imageOf(images, size)
    const entry = icoEntry(size, png.length, offset)
    offset += png.length
    return entry
  })
  return Buffer.concat([head, ...entries, ...ICO_SIZES.map((size) => imageOf(images, size))])
}

// ICONDIRENTRY: 256 is written as 0.
function icoEntry(size, length, offset) {
  const entry = Buffer.alloc(16)
  entry.writeUInt8(size % 256, 0)
  entry.writeUInt8(size % 256, 1)
  entry.writeUInt16LE(1, 4)
  entry.writeUInt16LE(32, 6)
  entry.writeUInt32LE(length, 8)
  entry.writeUInt32LE(offset, 12)
  return entry
}

/**
 * @param {Map<number, Buffer>} images PNG by edge length in pixels
 * @returns {Buffer}
 */
export function packIcns(images) {
  const chunks = Object.entries(ICNS_TYPES).map(([size, type]) => icnsChunk(type, imageOf(images, Number(size))))
  return icnsChunk('icns', Buffer.concat(chunks))
}

function icnsChunk(type, body) {
  const head = Buffer.alloc(8)
  head.write(type, 0, 'latin1')
  head.writeUInt32BE(body.length + 8, 4)
  return Buffer.concat([head, body])
}

function imageOf(images, size) {
  const image = images.get(size)
  if (!image) throw new Error(`No image of ${size} pixels`)
  return image
}
