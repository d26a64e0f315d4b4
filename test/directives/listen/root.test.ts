import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT_FOLDER, root } from '../../../src/directives/listen/root.ts'
import { setUp } from '../../support/block.ts'

const folder = mkdtempSync(join(tmpdir(), 'kubezone-root-'))
mkdirSync(join(folder, 'a'))
mkdirSync(join(folder, 'b'))
writeFileSync(join(folder, 'file'), '')
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('root', () => {
  it("sets the folder of the block's relative paths; its own path is relative to the Corefile's folder", () => {
    const { block, plugin, diagnostics } = setUp(root, 'root a', { folder })
    expect(block.get(ROOT_FOLDER)).toBe(join(folder, 'a'))
    expect(plugin).toBeNull()
    expect(diagnostics).toEqual([])
    expect(setUp(root, `root ${tmpdir()}`, { folder }).block.get(ROOT_FOLDER)).toBe(tmpdir())
  })

  it('may be repeated; the last one counts', () => {
    expect(setUp(root, 'root a\nroot b', { folder }).block.get(ROOT_FOLDER)).toBe(join(folder, 'b'))
  })

  it('warns of a folder that does not exist, and uses it', () => {
    const { block, diagnostics, places } = setUp(root, 'root none', { folder })
    expect(places).toEqual(['1:6 FOLDER_MISSING'])
    expect(diagnostics[0]).toMatchObject({
      severity: 'warning',
      message: `the folder '${join(folder, 'none')}' does not exist`,
    })
    expect(block.get(ROOT_FOLDER)).toBe(join(folder, 'none'))
  })

  it('rejects a file, and any number of arguments but one', () => {
    expect(setUp(root, 'root file', { folder }).places).toEqual(['1:6 VALUE'])
    expect(setUp(root, 'root', { folder }).places).toEqual(['1:1 ARGUMENTS'])
    expect(setUp(root, 'root a b', { folder }).places).toEqual(['1:8 ARGUMENTS'])
    expect(setUp(root, 'root a {\n x\n}', { folder }).places).toEqual(['2:2 OPTION'])
  })
})
