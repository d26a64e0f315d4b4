/** The sources as a parser reads them: imports, exports, the head and the tricks of each file. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { parseSync } from 'rolldown/utils'

export const ROOT = join(import.meta.dirname, '../..')

export interface SourceFile {
  /** Below src/, such as `wire/name.ts`. */
  readonly path: string
  readonly text: string
  /** As they are written; of files of this project below src/. */
  readonly imports: readonly string[]
  /** Names and strings that load code past the import statements, with their line. */
  readonly tricks: readonly string[]
  /** Modules that it exports again, with or without names. */
  readonly reexports: readonly string[]
  readonly exports: readonly string[]
}

/** Ways to a module, or to code, that no import statement shows: as a name anywhere, as a text too. */
const ANYWHERE: ReadonlySet<unknown> = new Set([
  'createRequire',
  'getBuiltinModule',
  'mainModule',
  '_linkedBinding',
  'dlopen',
])
/** The same names as variables or members: elsewhere each of these words has another meaning. */
const AS_VARIABLE: ReadonlySet<unknown> = new Set([
  'require',
  'eval',
  'Function',
  'globalThis',
  // Connections that pass the doors of node:net and node:http.
  'fetch',
  'WebSocket',
  'EventSource',
])
const AS_MEMBER: ReadonlySet<unknown> = new Set(['binding', 'constructor'])
/** The members of `import.meta` that load nothing. */
const OF_IMPORT_META = ['url', 'dirname', 'filename']

export function readSources(folder = join(ROOT, 'src')): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => parseSource(path, readFileSync(join(folder, path), 'utf8')))
}

export function parseSource(path: string, text: string): SourceFile {
  const { program, module, errors } = parseSync(path, text, { lang: 'ts' })
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`)
  const reexports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
  )
  const tricks: string[] = []
  const dynamic: string[] = []
  if (!isNode(program)) throw new Error(`${path} has no syntax tree`)
  walk(program, (node, parent) => {
    const { type } = node
    if (type === 'ImportExpression') {
      const specifier = literal(node['source'])
      if (specifier === null) tricks.push(at(text, node, 'import() of a computed name'))
      else dynamic.push(specifier)
    }
    if (type === 'TSImportType') dynamic.push(literal(node['source']) ?? literal(node['argument']) ?? '?')
    if (type === 'TSImportEqualsDeclaration') tricks.push(at(text, node, 'import = require()'))
    if (type === 'MetaProperty' && isNamed(node['meta'], 'import')) {
      const member = memberOf(node, parent)
      if (!OF_IMPORT_META.some((one) => one === member)) tricks.push(at(text, node, `import.meta, ${member}`))
    }
    if (type === 'Identifier' && node['name'] === 'process' && isComputed(node, parent))
      tricks.push(at(text, node, 'a computed member of process'))
    const name = trickName(node, parent)
    if (name !== null) tricks.push(at(text, node, name))
  })
  const imports = module.staticImports.map(({ moduleRequest }) => moduleRequest.value)
  const exports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ exportName, moduleRequest }) =>
      moduleRequest === null && exportName.name !== null ? [exportName.name] : [],
    ),
  )
  return {
    path,
    text,
    imports: [...imports, ...reexports, ...dynamic].map((one) => resolved(path, one)),
    tricks,
    reexports,
    exports,
  }
}

interface Node {
  readonly type: string
  readonly start: number
  readonly [key: string]: unknown
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

function walk(
  node: Node,
  visit: (node: Node, parent: Node | null) => void,
  parent: Node | null = null,
): void {
  visit(node, parent)
  for (const value of Object.values(node)) {
    for (const one of Array.isArray(value) ? value : [value]) if (isNode(one)) walk(one, visit, node)
  }
}

function literal(node: unknown): string | null {
  if (!isNode(node)) return null
  if (node.type === 'TSLiteralType') return literal(node['literal'])
  return node.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : null
}

function isNamed(node: unknown, name: string): boolean {
  return isNode(node) && (node['name'] === name || node['value'] === name)
}

/** The name of the member that `parent` takes of `node`; `null`: a computed name, or no member. */
function memberOf(node: Node, parent: Node | null): string | null {
  if (parent?.type !== 'MemberExpression' || parent['object'] !== node) return null
  const { property } = parent
  if (!isNode(property)) return null
  return parent['computed'] === true ? literal(property) : String(property['name'])
}

/** Whether the variable `node` is used other than by members of a known name. */
function isComputed(node: Node, parent: Node | null): boolean {
  const isOtherName = parent?.['property'] === node || parent?.['key'] === node
  return !isOtherName && memberOf(node, parent) === null && !isTakenByName(parent)
}

/** Whether a declaration takes members by names that it writes: `const { stdin } = process`. */
function isTakenByName(declaration: Node | null): boolean {
  const pattern = declaration?.type === 'VariableDeclarator' ? declaration['id'] : null
  if (!isNode(pattern) || pattern.type !== 'ObjectPattern' || !Array.isArray(pattern['properties']))
    return false
  return pattern['properties'].every(
    (one) => isNode(one) && one.type === 'Property' && one['computed'] !== true,
  )
}

function trickName(node: Node, parent: Node | null): string | null {
  const name = node.type === 'Identifier' ? node['name'] : node.type === 'Literal' ? node['value'] : null
  if (typeof name !== 'string') return null
  const isMember = parent?.type === 'MemberExpression' && parent['property'] === node
  const isKey = parent?.['key'] === node
  const isTrick =
    ANYWHERE.has(name) ||
    (AS_VARIABLE.has(name) && node.type === 'Identifier' && !isMember && !isKey) ||
    (AS_MEMBER.has(name) && (isMember || (isKey && parent['type'] === 'Property')))
  return isTrick ? name : null
}

function at(text: string, { start }: Node, what: string): string {
  return `line ${text.slice(0, start).split('\n').length}: ${what}`
}

/** Relative ones as paths below src/; the rest as written. */
function resolved(path: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(dirname(path), specifier) : specifier
}
