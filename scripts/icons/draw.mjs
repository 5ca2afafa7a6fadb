// Draws resources/icons/headend.svg at all sizes and packs them for Windows, macOS and Linux. Run with Electron
// (`node scripts/icons.mjs`), whose own renderer does the drawing; the results are committed.
import { app, BrowserWindow } from 'electron'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { packIcns, packIco } from './pack.mjs'

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
const folder = path.resolve(import.meta.dirname, '../../resources/icons')

void app.whenReady().then(drawAll).finally(() => app.quit())

async function drawAll() {
  const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } })
  await window.loadURL('about:blank')
  const svg = readFileSync(path.join(folder, 'headend.svg'), 'utf8')
  const images = new Map()
  for (const size of SIZES) images.set(size, await draw(window, svg, size))
  mkdirSync(path.join(folder, 'linux'), { recursive: true })
  for (const [size, png] of images) writeFileSync(path.join(folder, 'linux', `${size}x${size}.png`), png)
  writeFileSync(path.join(folder, 'headend.ico'), packIco(images))
  writeFileSync(path.join(folder, 'headend.icns'), packIcns(images))
}

async function draw(window, svg, size) {
  const url = await window.webContents.executeJavaScript(`(async () => {
    const image = new Image(${size}, ${size})
    image.src = 'data:image/svg+xml;utf8,' + encodeURIComponent(${JSON.stringify(svg)})
    await image.decode()
    const canvas = Object.assign(document.createElement('canvas'), { width: ${size}, height: ${size} })
    canvas.getContext('2d').drawImage(image, 0, 0, ${size}, ${size})
    return canvas.toDataURL('image/png')
  })()`)
  return Buffer.from(url.split(',')[1], 'base64')
}
