/** The operator's own streets, where the machine has some; the map is there without them. */
import { shallowRef } from 'vue'
import type { MapTilesInfo } from '#shared/contract/shell.ts'
import { shell } from '../../app/bridge/client.ts'
import type { Palette } from '../theme.ts'
import type { BaseMap } from './base-map.ts'

export function useStreets() {
  const tiles = shallowRef<MapTilesInfo>({ state: 'none' })
  async function look(map: Pick<BaseMap, 'showStreets'>, palette: () => Palette): Promise<void> {
    const info = await shell.mapTiles().catch((): MapTilesInfo => ({ state: 'unreadable' }))
    tiles.value = info
    if (info.state === 'ready') map.showStreets(info, palette())
  }
  return { tiles, look }
}
