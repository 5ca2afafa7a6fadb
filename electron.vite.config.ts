import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const root = import.meta.dirname

// The oldest Electron that the code must run on: Node 20, Chrome 130.
const NODE = 'node20.18'
const CHROME = 'chrome130'

const programs = {
  index: 'electron/main/index.ts',
  data: 'electron/data/index.ts',
  backend: 'electron/backend/index.ts',
  'backend-server': 'electron/backend/server.ts',
  import: 'electron/backend/import/cli.ts',
  audit: 'electron/backend/audit-program.ts',
  'plan-worker': 'electron/backend/features/dispatch/plan/plan-worker.ts',
}
const preload = { index: 'electron/preload/index.ts' }
/** The console's, and the customers'. */
const pages = { index: 'renderer/index.html', portal: 'renderer/portal/index.html', account: 'renderer/portal/account.html', visit: 'renderer/portal/visit.html', day: 'renderer/portal/day.html', chat: 'renderer/portal/chat.html' }

// `dependencies` in package.json are the packages that bring binaries, WASM or files that they look for beside
// themselves: they stay outside, and the installer carries them. All others are bundled, so that a desk starts
// by reading a few files.
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { dependencies: object }
const outside = Object.keys(manifest.dependencies)

// Optional accelerators that their packages look for and do without.
const optional = ['bufferutil', 'utf-8-validate', 'pg-native']

const node = {
  target: NODE,
  minify: true,
  sourcemap: true,
  externalizeDeps: false,
}
const external = ['electron', ...[...outside, ...optional].map((name) => new RegExp(`^${name}(/|$)`)), /^node:/]

/** Files that the backend reads beside itself. */
const guides = {
  name: 'guides',
  generateBundle(this: { emitFile(file: { type: 'asset'; fileName: string; source: string }): string }) {
    const folder = path.join(root, 'electron/backend/features/diagnostics/guides')
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.yaml'))) this.emitFile({ type: 'asset', fileName: `guides/${name}`, source: readFileSync(path.join(folder, name), 'utf8') })
  },
}

/** What other sites load as it is: its address is always the same. */
const widget = {
  name: 'widget',
  generateBundle(this: { emitFile(file: { type: 'asset'; fileName: string; source: string }): string }) {
    this.emitFile({ type: 'asset', fileName: 'portal/widget.js', source: readFileSync(path.join(root, 'renderer/portal/widget/widget.js'), 'utf8') })
  },
}

export default defineConfig({
  main: {
    plugins: [guides],
    // The map tiles' fallback for old browsers: its build for Node makes a `require` of its own, which meets electron-vite's.
    resolve: { alias: { fflate: path.join(root, 'node_modules/fflate/esm/browser.js') } },
    build: {
      ...node,
      rolldownOptions: {
        input: entries(programs),
        external,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      ...node,
      // A sandboxed preload can load nothing but electron: CommonJS, in one file.
      rolldownOptions: {
        input: entries(preload),
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: path.join(root, 'renderer'),
    publicDir: false,
    plugins: [vue(), widget],
    define: {
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
      __VUE_I18N_FULL_INSTALL__: 'true',
      __VUE_I18N_LEGACY_API__: 'false',
      __INTLIFY_PROD_DEVTOOLS__: 'false',
      // Messages become syntax trees, not code: the page's policy forbids eval.
      __INTLIFY_JIT_COMPILATION__: 'true',
      __INTLIFY_DROP_MESSAGE_COMPILER__: 'false',
    },
    build: {
      outDir: path.join(root, 'out/renderer'),
      // Read from the disk, not over a network: size is watched by the start bench, not by this warning.
      chunkSizeWarningLimit: 2000,
      target: CHROME,
      minify: true,
      sourcemap: true,
      cssCodeSplit: true,
      // Nothing is fetched from a network: small files need not be folded into the code.
      assetsInlineLimit: 0,
      rolldownOptions: { input: entries(pages) },
    },
  },
})

function entries(named: Record<string, string>) {
  const missing = Object.values(named).filter((file) => !existsSync(path.join(root, file)))
  if (missing.length > 0) process.stderr.write(`[headend] not there yet, left out of the build: ${missing.join(', ')}\n`)
  return Object.fromEntries(
    Object.entries(named)
      .filter(([, file]) => !missing.includes(file))
      .map(([name, file]) => [name, path.join(root, file)]),
  )
}
