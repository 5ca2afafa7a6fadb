/** Main's end of the shell contract. Loaded with the first port: oRPC costs 30 ms that no start should pay. */
import { guardedPort } from '#shared/contract/port-frames.ts'
import { shell, type Badge, type Notice, type Preferences, type SaveFile, type SaveFileOutcome, type ShellInfo } from '#shared/contract/shell.ts'
import { implement } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import type { MessagePortMain } from 'electron'
import type { ChosenFiles } from './chosen-files.ts'
import type { GrowingFiles } from './growing-files.ts'
import type { TileReader } from './map-tiles.ts'
import type { ShellEvents } from './shell-events.ts'

export type ShellHost = {
  info(): ShellInfo
  savePreferences(preferences: Preferences): void
  saveFile(file: SaveFile): Promise<SaveFileOutcome>
  growing: GrowingFiles
  chosen: ChosenFiles
  /** Null where the policy names none. */
  tiles(): Promise<TileReader | null>
  /** Says something to whoever has another program in front. */
  notify(notice: Notice): void
  setBadge(badge: Badge): void
  /** @throws Error for what is no address of the web */
  openLink(url: string): Promise<void>
  events: ShellEvents
  log: (text: string) => void
}

/** Serves one window's port until it closes. */
export function serveShell(port: MessagePortMain, host: ShellHost): void {
  const procedures = implement(shell)
  const router = procedures.router({
    info: procedures.info.handler(() => host.info()),
    savePreferences: procedures.savePreferences.handler(({ input }) => (host.savePreferences(input), {})),
    saveFile: procedures.saveFile.handler(({ input }) => host.saveFile(input)),
    openGrowingFile: procedures.openGrowingFile.handler(({ input }) => host.growing.open(input.filename)),
    growFile: procedures.growFile.handler(({ input }) => host.growing.grow(input.fileId, input)),
    endFile: procedures.endFile.handler(({ input }) => host.growing.end(input.fileId, input.keep)),
    chooseFile: procedures.chooseFile.handler(() => host.chosen.choose()),
    readChosen: procedures.readChosen.handler(async ({ input }) => ({ content: await host.chosen.read(input.fileId, input.offset) })),
    mapTiles: procedures.mapTiles.handler(async () => (await host.tiles())?.info() ?? { state: 'none' }),
    mapTile: procedures.mapTile.handler(async ({ input }) => ({ content: (await (await host.tiles())?.tile(input)) ?? null })),
    notify: procedures.notify.handler(({ input }) => (host.notify(input), {})),
    setBadge: procedures.setBadge.handler(({ input }) => (host.setBadge(input), {})),
    openLink: procedures.openLink.handler(async ({ input }) => {
      await host.openLink(input.url)
      return {}
    }),
    watch: procedures.watch.handler(({ signal }) => host.events.watch(signal)),
  })
  new RPCHandler(router).upgrade(guardedPort(port, (verdict) => host.log(`shell frame: ${verdict}`)))
  port.start()
}
