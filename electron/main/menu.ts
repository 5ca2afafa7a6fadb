/**
 * The menu exists for its keys; on Windows and Linux it is not shown. Ctrl/Cmd+K, F6, Ctrl/Cmd+1-9, Alt+letter and
 * Ctrl/Cmd+W belong to the window: nothing here may take them, and no label has an Alt key.
 */
import { Menu, type MenuItemConstructorOptions } from 'electron'
import { isPackaged } from './packaged.ts'
import { words, type Language } from './words.ts'
import { nextZoom } from './zoom.ts'

export type ZoomControl = { current(): number; set(factor: number): void }

export function setMenu(language: Language, zoom: ZoomControl): void {
  const text = words[language].menu
  const items = [editMenu(text), viewMenu(text, zoom), windowMenu(text)]
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : []
  Menu.setApplicationMenu(Menu.buildFromTemplate([...mac, ...items]))
}

type Text = (typeof words)['en']['menu']

function editMenu(text: Text): MenuItemConstructorOptions {
  const roles = ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'] as const
  return { label: text.edit, submenu: roles.map((role) => ({ role, label: text[role] })) }
}

function viewMenu(text: Text, zoom: ZoomControl): MenuItemConstructorOptions {
  const zoomIn = () => zoom.set(nextZoom(zoom.current(), 'in'))
  const development: MenuItemConstructorOptions[] = isPackaged() ? [] : [{ role: 'toggleDevTools' }]
  return {
    label: text.view,
    submenu: [
      { label: text.zoomIn, accelerator: 'CommandOrControl+Plus', click: zoomIn },
      // On most keyboards the plus needs Shift; the bare key means the same to a person.
      { label: text.zoomIn, accelerator: 'CommandOrControl+=', click: zoomIn, visible: false },
      { label: text.zoomOut, accelerator: 'CommandOrControl+-', click: () => zoom.set(nextZoom(zoom.current(), 'out')) },
      { label: text.zoomReset, accelerator: 'CommandOrControl+0', click: () => zoom.set(1) },
      { role: 'togglefullscreen', label: text.fullScreen },
      ...development,
    ],
  }
}

function windowMenu(text: Text): MenuItemConstructorOptions {
  const quit: MenuItemConstructorOptions = { role: 'quit', label: text.quit, accelerator: 'CommandOrControl+Q' }
  const minimize: MenuItemConstructorOptions = { role: 'minimize', label: text.minimize, accelerator: 'CommandOrControl+M' }
  return { label: text.window, submenu: process.platform === 'darwin' ? [minimize] : [minimize, quit] }
}
