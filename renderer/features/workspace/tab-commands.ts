import type { Command } from '../../app/commands.ts'
import { activate, closeTab, tabs } from './tabs.ts'

/** For as long as an account is in front: to close it, and to go to another. */
export function tabCommands(): Command[] {
  const byNumber = Array.from({ length: 9 }, (_, index): Command => ({
    id: `tab.${index + 1}`,
    label: 'command.tabNumber',
    keys: `mod+${index + 1}`,
    keyOnly: true,
    run: () => void (tabs.open[index] && activate(tabs.open[index])),
  }))
  const close = () => void (tabs.active && closeTab(tabs.active))
  return [{ id: 'tab.close', label: 'command.closeTab', keys: 'mod+w', run: close }, ...byNumber]
}
