/** The pages of the codes about files and folders of manifests. One subject: a table. */
import type { CodePages } from './page-type.ts'

export const FILE_PAGES: CodePages = {
  KZ_CHECK_EMPTY: {
    meaning: 'a path, or standard input, has no object of Kubernetes, so `check` checks nothing',
  },
  KZ_IGNORE_CODE: {
    meaning: '`kubezone.dev/ignore`, or a comment `kubezone:ignore`, names a code that does not exist',
  },
  KZ_FILE_UNREADABLE: {
    meaning: 'a file or folder cannot be read',
  },
  KZ_FILE_MISSING: {
    meaning: 'the path does not exist',
  },
  KZ_FILE_TOO_LARGE: {
    meaning: 'a file is larger than the limit',
  },
  KZ_FILE_TOO_MANY: {
    meaning: 'there are more files than the limit',
  },
  KZ_FILE_PARSER: {
    meaning: 'a file took too long or too much memory to parse',
  },
  KZ_FOLDER_EMPTY: {
    meaning: 'a folder holds no manifests',
  },
  KZ_FOLDER_TOO_DEEP: {
    meaning: 'folders are nested too deep',
  },
  KZ_FOLDER_TOO_LARGE: {
    meaning:
      'the walk through the folders ended at a limit, perhaps behind a link to a large tree; what it has found is served',
  },
  KZ_FOLDER_REPEATED: {
    meaning: 'a link leads to a folder that kubezone already reads',
  },
  KZ_FOLDER_UNWATCHED: {
    meaning: 'the system cannot announce changes, so kubezone reads the folder at intervals',
  },
  KZ_FOLDER_UPDATE: {
    meaning: 'a change could not be applied',
  },
  KZ_INPUT_EMPTY: {
    meaning: 'standard input holds no manifests',
  },
  KZ_CHART_UNRENDERED: {
    meaning: 'a folder is a Helm chart, which must be rendered first',
  },
  KZ_HELMFILE: {
    meaning: 'a file or folder has releases of Helmfile, which must be rendered first',
  },
  KZ_KUSTOMIZATION: {
    meaning:
      'a kustomization that no other one includes, or a part of it, is not applied, so it must be built first',
  },
  KZ_KUSTOMIZE_BASE: {
    meaning:
      'the files of a base are not read, because several kustomizations rename its objects, each in another way',
  },
  KZ_KUSTOMIZE_PATCH: {
    meaning: 'a document is a patch of a kustomization, not an object',
  },
  KZ_SETTINGS_KEY: {
    meaning: '`kubezone.yaml` has an unknown key; its last good settings stay',
  },
  KZ_SETTINGS_VALUE: {
    meaning: 'a setting is not of the expected form; the last good settings stay',
  },
  KZ_SETTINGS_PATH: {
    meaning: '`kubezone.yaml` names a path that does not exist',
  },
  KZ_SETTINGS_IGNORED: {
    meaning: 'a `kubezone.yaml` is not in the root of a served folder',
  },
  KZ_FILE_BINARY: {
    meaning: 'a file is not text in UTF-8',
  },
  KZ_FILE_SYNTAX: {
    meaning: 'a document is not YAML or JSON; its last good objects, or settings, stay',
  },
  KZ_FILE_LIMIT: {
    meaning: 'a document exceeds a limit (depth, aliases, values)',
  },
  KZ_FILE_DUPLICATE_KEY: {
    meaning: 'a key is there twice in a mapping: the last one counts, as for kubectl',
  },
  KZ_FILE_INDENTATION: {
    meaning: 'a bracket or quote goes on in the column of its key: kubectl reads it, other parsers do not',
  },
  KZ_FILE_TEMPLATE: {
    meaning:
      'a document is a template (Helm, envsubst, Flux, kustomize variables) that must be rendered first; those of one folder are one diagnostic',
  },
  KZ_FILE_FOREIGN: {
    meaning: 'a document is not a Kubernetes object; several such files are one diagnostic',
  },
  KZ_FILE_MORE: {
    meaning: 'a file has more diagnostics than are shown',
  },
}
