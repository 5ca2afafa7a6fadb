/** The log as main opens it: once, at the first line or at the start, whichever comes first. */
import { app } from 'electron'
import { openLog, type Log } from './log-file.ts'

let opened: Log | null = null

/** @throws when the folder of logs cannot be made */
export const mainLog = (): Log => (opened ??= openLog(app.getPath('logs'), () => new Date()))
