import { app } from 'electron'
import path from 'node:path'

/** Electron goes by the executable's name alone. A copy that is named `electron` is known by its app, which lies inside it. */
export const isPackaged = (): boolean => app.isPackaged || path.dirname(app.getAppPath()) === process.resourcesPath
