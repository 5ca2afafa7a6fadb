/** The panel at the right edge of the window: one at a time, never over another. */
import { ref } from 'vue'

export type PanelName = 'outbox' | 'keys' | 'decisions'
export const openPanel = ref<PanelName | null>(null)
export const togglePanel = (name: PanelName): void => void (openPanel.value = openPanel.value === name ? null : name)
