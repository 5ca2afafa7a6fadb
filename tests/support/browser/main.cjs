// A browser of a customer: one window of Chromium without anything of the console in it. Playwright's own browsers are not
// on every machine; this one is.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- a program of one file
const { app, BrowserWindow } = require('electron')

void app.whenReady().then(() => new BrowserWindow({ width: 420, height: 860, webPreferences: { sandbox: true, contextIsolation: true } }).loadURL('about:blank'))
app.on('window-all-closed', () => app.quit())
