/** A small PMTiles archive for tests, by version 3 of its specification: uncompressed, one directory, the same tile at each place. */
type Archive = { tile: Buffer; /** As the header numbers them: 1 vector, 2 PNG. */ type: 1 | 2; maxZoom: number; attribution: string }

const HEADER_BYTES = 127

export function pmtilesArchive({ tile, type, maxZoom, attribution }: Archive): Buffer {
  // All tiles down to this zoom are one run of the same content: 1 + 4 + 16 + …
  const tiles = (4 ** (maxZoom + 1) - 1) / 3
  const directory = Buffer.from([...varint(1), ...varint(0), ...varint(tiles), ...varint(tile.length), ...varint(1)])
  const metadata = Buffer.from(JSON.stringify({ attribution }))
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('PMTiles')
  header[7] = 3
  const sections = [HEADER_BYTES, directory.length, HEADER_BYTES + directory.length, metadata.length, 0, 0, HEADER_BYTES + directory.length + metadata.length, tile.length, tiles, 1, 1]
  sections.forEach((value, index) => header.writeBigUInt64LE(BigInt(value), 8 + 8 * index))
  header.set([1, 1, 1, type, 0, maxZoom], 96)
  ;[-180, -85, 180, 85].forEach((degrees, index) => header.writeInt32LE(degrees * 1e7, 102 + 4 * index))
  return Buffer.concat([header, directory, metadata, tile])
}

function varint(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest]
    bytes.push((rest % 128) + 128)
  }
}
