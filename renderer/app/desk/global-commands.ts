/** What can be done from anywhere. */
import { bridge } from '../bridge/client.ts'
import { offerCommands, type Command } from '../commands.ts'
import { focusNextRegion } from '../regions.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { signOut } from './sign-out.ts'
import { togglePanel } from '../../features/workspace/panels.ts'

export function offerGlobalCommands(): void {
  offerCommands([...windowCommands(), ...preferenceCommands()])
}

function windowCommands(): Command[] {
  return [
    { id: 'region.next', label: 'command.nextRegion', keys: 'F6', keyOnly: true, run: () => focusNextRegion(1) },
    { id: 'region.back', label: 'command.previousRegion', keys: 'shift+F6', keyOnly: true, run: () => focusNextRegion(-1) },
    { id: 'keys', label: 'command.keys', keys: '?', run: () => togglePanel('keys') },
    { id: 'outbox', label: 'command.outbox', keys: 'alt+u', run: () => togglePanel('outbox') },
    { id: 'lock', label: 'command.lock', keys: 'mod+l', run: () => void bridge.session.lock() },
    { id: 'signOut', label: 'command.signOut', keys: '', run: () => void signOut() },
  ]
}

function preferenceCommands(): Command[] {
  const preferences = usePreferences()
  const change = (part: Parameters<typeof preferences.change>[0]) => () => void preferences.change(part)
  return [
    { id: 'theme.light', label: 'command.themeLight', keys: '', run: change({ theme: 'light' }) },
    { id: 'theme.dark', label: 'command.themeDark', keys: '', run: change({ theme: 'dark' }) },
    { id: 'theme.system', label: 'command.themeSystem', keys: '', run: change({ theme: 'system' }) },
    { id: 'language.en', label: 'command.languageEnglish', keys: '', run: change({ language: 'en' }) },
    { id: 'language.es', label: 'command.languageSpanish', keys: '', run: change({ language: 'es' }) },
    { id: 'density.compact', label: 'command.densityCompact', keys: '', run: change({ density: 'compact' }) },
    { id: 'density.comfortable', label: 'command.densityComfortable', keys: '', run: change({ density: 'comfortable' }) },
    { id: 'sound.on', label: 'command.soundOn', keys: '', when: () => preferences.chosen.sound === 'off', run: change({ sound: 'on' }) },
    { id: 'sound.off', label: 'command.soundOff', keys: '', when: () => preferences.chosen.sound === 'on', run: change({ sound: 'off' }) },
  ]
}
