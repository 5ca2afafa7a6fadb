/** Whether the map is open beside the board: remembered on this computer; where it was when it was left, while the window lives. */
import { ref, shallowRef, watch } from 'vue'
import type { MapView } from '../../../ui/map/base-map.ts'

export const keptView = shallowRef<MapView | null>(null)

const KEY = 'board-map'
export function useMapDock() {
  const open = ref(localStorage.getItem(KEY) === 'open')
  watch(open, (now) => localStorage.setItem(KEY, now ? 'open' : 'closed'))
  return open
}
