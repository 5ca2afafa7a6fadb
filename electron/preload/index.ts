// Hands the window its message ports and nothing else. Only a page of app://headend can hear it.
import { ipcRenderer } from 'electron'

ipcRenderer.on('port', (event, message: unknown) => window.postMessage(message, 'app://headend', event.ports))
