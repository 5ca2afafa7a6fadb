// Takes the launcher of the development-only Electron out of a package: the packaged program has its own app.
import { rm } from 'node:fs/promises'
import path from 'node:path'

/** @param {{appOutDir: string}} context given by electron-builder after packing */
export default async function stripStandIn({ appOutDir }) {
  await rm(path.join(appOutDir, 'resources', 'app'), { recursive: true, force: true })
  await rm(path.join(appOutDir, 'headend.json'), { force: true })
}
