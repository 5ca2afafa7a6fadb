/**
 * The operator's own streets for the map of outages: a PMTiles archive (version 3 of its specification) in a file or at an address that the
 * policy names. Main alone reads it and hands single tiles on, so that the window goes on reaching no network at all.
 */
import type { MapTilesInfo, TileAt } from '#shared/contract/shell.ts'
import { MAX_TILE_BYTES } from '#shared/contract/shell.ts'
import { open } from 'node:fs/promises'
import { PMTiles, TileType, type Header, type RangeResponse, type Source } from 'pmtiles'
import type { MapTiles } from './configuration.ts'

/** Longer than this nobody looks at a grey square. Milliseconds. */
const ANSWER_MS = 10_000
const ATTRIBUTION_LENGTH = 200

export type TileReader = { info(): Promise<MapTilesInfo>; tile(at: TileAt): Promise<string | null> }

/** @param log hears once of each archive that cannot be read */
export function readTiles(from: MapTiles, log: (text: string) => void): TileReader {
  const begin = (): PMTiles => new PMTiles('file' in from ? fileSource(from.file) : urlSource(from.url))
  let archive = begin()
  let known: Promise<MapTilesInfo> | null = null
  /** An archive remembers what it could not read as well: whoever asks next asks a new one. */
  async function read<T>(work: (of: PMTiles) => Promise<T>): Promise<T> {
    const asked = archive
    try {
      return await work(asked)
    } catch (error) {
      if (archive === asked) archive = begin()
      throw error
    }
  }
  const info = async (): Promise<MapTilesInfo> => {
    try {
      return await read(async (of) => describe(await of.getHeader(), await of.getMetadata()))
    } catch (error) {
      log(`map tiles: ${error instanceof Error ? error.message : String(error)}`)
      // Asked for again with the next map: a server may be back by then.
      known = null
      return { state: 'unreadable' }
    }
  }
  return {
    info: () => (known ??= info()),
    tile: async ({ z, x, y }) => {
      const find = () => read((of) => of.getZxy(z, x, y))
      const found = await find().catch((error: unknown) => {
        if (error instanceof ArchiveReplaced) return find()
        throw error
      })
      return found && found.data.byteLength <= MAX_TILE_BYTES ? Buffer.from(found.data).toString('base64') : null
    },
  }
}

/** Places in the old archive are no places in the new one. */
class ArchiveReplaced extends Error {}

function describe({ tileType, minZoom, maxZoom }: Header, metadata: unknown): MapTilesInfo {
  const kind = tileType === TileType.Mvt ? 'vector' : tileType === TileType.Png || tileType === TileType.Jpeg || tileType === TileType.Webp ? 'raster' : null
  return kind === null ? { state: 'unreadable' } : { state: 'ready', kind, minZoom, maxZoom, attribution: attributionOf(metadata) }
}

/** Archives carry HTML; the window shows text. */
function attributionOf(metadata: unknown): string | null {
  const text = typeof metadata === 'object' && metadata !== null && 'attribution' in metadata ? metadata.attribution : null
  return typeof text === 'string' ? text.replace(/<[^>]*>/g, '').replaceAll('&copy;', '©').trim().slice(0, ATTRIBUTION_LENGTH) || null : null
}

function fileSource(file: string): Source {
  return {
    getKey: () => file,
    async getBytes(offset, length): Promise<RangeResponse> {
      const handle = await open(file, 'r')
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset)
        return { data: buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + bytesRead) as ArrayBuffer }
      } finally {
        await handle.close()
      }
    },
  }
}

function urlSource(url: string): Source {
  return {
    getKey: () => url,
    async getBytes(offset, length, signal, expected): Promise<RangeResponse> {
      const timeout = AbortSignal.timeout(ANSWER_MS)
      // Nobody is led on to a host that the policy does not name.
      const answer = await fetch(url, { redirect: 'error', headers: { range: `bytes=${offset}-${offset + length - 1}` }, signal: signal ? AbortSignal.any([signal, timeout]) : timeout })
      // The whole archive may be gigabytes: a server that knows no ranges is refused before it sends them.
      if (answer.status !== 206) throw new Error(`the server answered ${answer.status} where a part was asked for`)
      const etag = strongTag(answer.headers.get('etag'))
      const data = await answer.arrayBuffer()
      if (expected && etag && etag !== expected) throw new ArchiveReplaced('the server has another archive now')
      return { data, ...(etag ? { etag } : {}) }
    },
  }
}

/** A weak one stands for what is nearly the same, and not for the same bytes. */
const strongTag = (etag: string | null): string | null => (etag?.startsWith('W/') ? null : etag)
