/** Folders of Helm charts and of Helmfile: the files that are not read, and the hints. */
import { describe, expect, test } from 'vitest'
import { WatchedFolder } from './watched-folder.ts'

/** A loaded folder with these files, each with one line. */
async function folderOf(files: Readonly<Record<string, string>>): Promise<WatchedFolder> {
  const folder = new WatchedFolder()
  for (const [file, text] of Object.entries({ 'other.yaml': 'other', ...files })) folder.write(file, text)
  await folder.watch()
  return folder
}

const hints = (folder: WatchedFolder): string[] =>
  folder.reported.map(
    ({ message, hint }) => `${message}: ${hint?.replaceAll(folder.root, '.').split('`')[1]}`,
  )

const DEPENDENCIES = 'dependencies: [{name: redis, version: 1.0.0, repository: "https://example.org"}]'

describe('a chart', () => {
  test.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'with templates',
      { 'c/Chart.yaml': 'name: c', 'c/templates/a.yaml': 'a' },
      ['unrendered Helm chart; its templates are not read: helm template ./c | kubezone serve -'],
    ],
    [
      'with templates and dependencies',
      { 'c/Chart.yaml': DEPENDENCIES, 'c/templates/a.yaml': 'a' },
      [
        'unrendered Helm chart; its templates are not read: helm dependency build ./c && helm template ./c | kubezone serve -',
      ],
    ],
    [
      'with dependencies alone',
      { 'c/Chart.yaml': DEPENDENCIES, 'c/values.yaml': 'v' },
      [
        'unrendered Helm chart; the charts that it depends on are not read: helm dependency build ./c && helm template ./c | kubezone serve -',
      ],
    ],
    [
      'with the dependencies of Helm 2',
      { 'c/Chart.yaml': 'name: c', 'c/requirements.yaml': 'r' },
      [
        'unrendered Helm chart; the charts that it depends on are not read: helm dependency build ./c && helm template ./c | kubezone serve -',
      ],
    ],
    ['that is a library', { 'c/Chart.yaml': 'type: library', 'c/templates/_a.yaml': 'a' }, []],
    ['with nothing to render', { 'c/Chart.yaml': 'name: c', 'c/values.yaml': 'v' }, []],
    [
      'whose Chart.yaml is itself a template',
      { 'c/Chart.yaml': 'name: {{ x', 'c/templates/a.yaml': 'a' },
      ['unrendered Helm chart; its templates are not read: helm template ./c | kubezone serve -'],
    ],
  ])('%s', async (_, files, expected) => {
    const folder = await folderOf(files)
    expect(hints(folder)).toEqual(expected)
    expect(folder.names()).toEqual({ 'other.yaml': ['other'] })
  })

  test('has values, tests and files that are not read', async () => {
    const folder = await folderOf({
      'c/Chart.yaml': 'name: c',
      'c/values.yaml': 'v',
      'c/values-prod.yaml': 'v',
      'c/values.schema.json': 'v',
      'c/ci/a-values.yaml': 'v',
      'c/tests/web_test.yaml': 'v',
      'c/files/conf.yaml': 'v',
      'c/charts/sub/web.yaml': 'v',
      'c/crds/web.yaml': 'crd',
      'ci/a.yaml': 'a',
    })
    expect(folder.names()).toEqual({
      'ci/a.yaml': ['a'],
      'c/crds/web.yaml': ['crd'],
      'other.yaml': ['other'],
    })
    folder.write('c/ci/b-values.yaml', 'v')
    folder.write('other.yaml', 'more')
    await folder.settles({ 'ci/a.yaml': ['a'], 'c/crds/web.yaml': ['crd'], 'other.yaml': ['more'] })
  })

  test('is found, and found again, when its Chart.yaml changes', async () => {
    const folder = await folderOf({ 'c/Chart.yaml': 'name: c', 'c/values.yaml': 'v' })
    folder.write('c/Chart.yaml', DEPENDENCIES)
    await folder.until(() => folder.troubles().length > 0)
    expect(folder.troubles()).toEqual(['c: KZ_CHART_UNRENDERED'])
  })
})

test.each(['helmfile.yaml', 'helmfile.yml', 'helmfile.yaml.gotmpl', 'helmfile.d/web.yaml'])(
  'the releases of %s are not read, and have one hint',
  async (file) => {
    const folder = await folderOf({ [`a/${file}`]: 'releases' })
    const [name] = file.split('/')
    expect(hints(folder)).toEqual([
      `the releases of Helmfile are not rendered: helmfile -f ./a/${name} template | kubezone serve -`,
    ])
    expect(folder.names()).toEqual({ 'other.yaml': ['other'] })
    expect(folder.troubles()).toEqual([`a/${name}: KZ_HELMFILE`])
  },
)
