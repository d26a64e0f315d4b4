/**
 * What users run: `dist/main.js`, with the parts of it that one command line needs in files of their own, and
 * `dist/parser-worker.js`, which a thread runs. The packages of `dependencies` are compiled in, with their
 * licences beside them. Names and lines stay readable, so a stack trace points at something.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { BuildOptions, Plugin } from 'rolldown'

const config: BuildOptions = {
  input: { main: 'src/main.ts', 'parser-worker': 'src/source/parser-worker.ts' },
  platform: 'node',
  // Names without hashes: a server that runs while its files are built again finds what it loads later.
  output: { dir: 'dist', cleanDir: true, chunkFileNames: '[name].js' },
  plugins: [packetsOfDns2(), licences()],
}

export default config

/**
 * `dns2` as far as it is used: its main module loads servers and clients, and with them Node.js's HTTP and
 * TLS, for a third of the time that a `lookup` takes.
 */
function packetsOfDns2(): Plugin {
  const id = '\0dns2'
  const packets = join(dirname(createRequire(import.meta.url).resolve('dns2')), 'packet.js')
  return {
    name: 'packets-of-dns2',
    resolveId: (source) => (source === 'dns2' ? id : null),
    load: (loaded) => (loaded === id ? `export { default as Packet } from ${JSON.stringify(packets)}` : null),
  }
}

/** Writes the licences of all packages that have code in the bundle. */
function licences(): Plugin {
  return {
    name: 'licences',
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((one) => (one.type === 'chunk' ? one.moduleIds : []))
      const folders = new Set(modules.flatMap((path) => packageOf(path) ?? []))
      const texts = [...folders].toSorted().map(licenceOf)
      this.emitFile({
        type: 'asset',
        fileName: 'LICENSES.txt',
        source: texts.join(`\n${'-'.repeat(80)}\n\n`),
      })
    },
  }
}

/** The folder of the package that a module belongs to; `null` for a module of this project. */
function packageOf(path: string): string | null {
  if (!path.includes('/node_modules/')) return null
  let folder = dirname(path)
  // Some packages have a package.json without a name in a folder of modules.
  while (!existsSync(join(folder, 'package.json')) || manifestOf(folder).name === undefined)
    folder = dirname(folder)
  return folder
}

function manifestOf(folder: string): { name?: string; version?: string; license?: string } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

function licenceOf(folder: string): string {
  const { name, version, license } = manifestOf(folder)
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one))
  const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
  return `${name} ${version}: ${license}\n${text}`
}
