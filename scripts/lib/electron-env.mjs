/** The environment for Electron: without what would turn it into a plain Node (editors' terminals set that). */
export function electronEnvironment() {
  const { ELECTRON_RUN_AS_NODE: _asNode, NODE_OPTIONS: _options, ...rest } = process.env
  return rest
}
