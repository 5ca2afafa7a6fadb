import { createServer, type Server } from 'node:http'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pmtilesArchive } from '../../tests/support/pmtiles.ts'
import { readTiles } from './map-tiles.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'headend-tiles-'))
const file = path.join(folder, 'region.pmtiles')
const archive = pmtilesArchive({ tile: Buffer.from('a tile'), type: 2, maxZoom: 3, attribution: '<a href="https://example.org">&copy; Example</a>' })
const ready = { state: 'ready', kind: 'raster', minZoom: 0, maxZoom: 3, attribution: '© Example' }
const heard: string[] = []
const log = (text: string): void => void heard.push(text)

/** `ranges` false: a server that knows none. */
function serve(ranges: boolean): Promise<Server> {
  const server = createServer((request, answer) => {
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? []
    if (request.url === '/elsewhere') answer.writeHead(302, { location: '/region.pmtiles' }).end()
    else if (ranges && from && to) answer.writeHead(206).end(archive.subarray(Number(from), Number(to) + 1))
    else answer.writeHead(200).end(archive)
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}
const addressOf = (server: Server, at = 'region.pmtiles'): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${at}`
let good: Server
let plain: Server
beforeAll(async () => {
  writeFileSync(file, archive)
  ;[good, plain] = await Promise.all([serve(true), serve(false)])
})
afterAll(() => {
  good.close()
  plain.close()
  rmSync(folder, { recursive: true })
})

describe('map tiles of the operator', () => {
  it('are read from a file and from a server that answers parts, tile by tile', async () => {
    for (const from of [{ file }, { url: addressOf(good) }]) {
      const tiles = readTiles(from, log)
      expect(await tiles.info()).toEqual(ready)
      expect(await tiles.tile({ z: 3, x: 7, y: 7 })).toBe(Buffer.from('a tile').toString('base64'))
      expect(await tiles.tile({ z: 4, x: 0, y: 0 })).toBeNull()
    }
  })

  it('are unreadable, and said so in the log, where the file is none, the server knows no parts, or leads elsewhere', async () => {
    for (const from of [{ file: path.join(folder, 'none') }, { url: addressOf(plain) }, { url: addressOf(good, 'elsewhere') }]) {
      heard.length = 0
      expect(await readTiles(from, log).info()).toEqual({ state: 'unreadable' })
      expect(heard).toHaveLength(1)
    }
  })

  it('are read again after a fault, and anew from an archive that took the place of the other', async () => {
    let [now, faults] = [{ archive, etag: '"1"' }, 1]
    const server = createServer((request, answer) => {
      const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? []
      if (faults-- > 0) return answer.writeHead(503).end()
      return answer.writeHead(206, { etag: now.etag }).end(now.archive.subarray(Number(from), Number(to) + 1))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const [tiles, at] = [readTiles({ url: addressOf(server) }, log), { z: 3, x: 7, y: 7 }]
    expect(await tiles.info()).toEqual({ state: 'unreadable' })
    expect(await tiles.info()).toEqual(ready)
    expect(await tiles.tile(at)).toBe(Buffer.from('a tile').toString('base64'))
    const longer = Buffer.from('a tile of another length')
    now = { archive: pmtilesArchive({ tile: longer, type: 2, maxZoom: 3, attribution: 'Somebody else, at greater length' }), etag: '"2"' }
    expect(await tiles.tile(at)).toBe(longer.toString('base64'))
    faults = 1
    await expect(tiles.tile(at)).rejects.toThrow(/503/)
    expect(await tiles.tile(at)).toBe(longer.toString('base64'))
    server.close()
  })
})
