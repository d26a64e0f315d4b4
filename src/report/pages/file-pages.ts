/** The pages of the codes about files and folders of manifests. One subject: a table. */
import type { CodePages } from './page-type.ts'

export const FILE_PAGES: CodePages = {
  KZ_CHECK_EMPTY: {
    meaning: 'a path, or standard input, has no object of Kubernetes, so `check` checks nothing',
    detail:
      'A check that reads nothing would pass, whatever is wrong: a path that moved, a command before the pipe that failed. A folder with a Corefile, and a Corefile by itself, need no manifests.',
    example: {
      files: {
        'notes.yaml': `# no objects yet
`,
      },
    },
    remedy: 'correct the path, or say `--allow-empty` where paths may be empty.',
  },
  KZ_IGNORE_CODE: {
    meaning: '`kubezone.dev/ignore`, or a comment `kubezone:ignore`, names a code that does not exist',
    detail: 'The word has no effect, so what was to be ignored is reported, or another code was meant.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    kubezone.dev/ignore: KZ_PORT_NAMES
spec:
  ports: [{port: 80}, {port: 443}]
`,
      },
    },
    remedy: 'write the code that the hint names; codes are in upper case.',
  },
  KZ_FILE_UNREADABLE: {
    meaning: 'a file or folder cannot be read',
    detail:
      'The file may belong to another user, or be no regular file. Its last good objects stay in force.',
    remedy: 'give kubezone the permission to read it.',
  },
  KZ_FILE_MISSING: {
    meaning: 'the path does not exist',
    detail: 'At a start this is an error. While the server runs, the last good objects of the path stay.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
`,
      },
      words: ['nowhere.yaml'],
    },
    remedy: 'correct the path.',
  },
  KZ_FILE_TOO_LARGE: {
    meaning: 'a file is larger than the limit',
    detail: 'A file that is larger than the [limit](limits.md) is not read.',
    remedy: 'split it into several files.',
  },
  KZ_FILE_TOO_MANY: {
    meaning: 'there are more files than the limit',
    detail: 'Files above the [limit](limits.md) are not read.',
    remedy: 'serve the folders that hold the manifests, not one above them.',
  },
  KZ_FILE_PARSER: {
    meaning: 'a file took too long or too much memory to parse',
    detail: 'Parsing a file is bounded in time and memory; the last good objects of the file stay.',
    remedy: 'split the file.',
  },
  KZ_FOLDER_EMPTY: {
    meaning: 'a folder holds no manifests',
    detail:
      'kubezone reads `*.yaml`, `*.yml` and `*.json`, also in folders below, but not in hidden ones. Until a file comes, only the names that every cluster has are served.',
    example: {
      files: {
        Corefile: `cluster.local {
    kubernetes
}
`,
      },
    },
    remedy: 'correct the path.',
  },
  KZ_FOLDER_TOO_DEEP: {
    meaning: 'folders are nested too deep',
    detail: 'Folders below the [limit](limits.md) are not read.',
    remedy: 'serve a folder further down.',
  },
  KZ_FOLDER_TOO_LARGE: {
    meaning:
      'the walk through the folders ended at a limit, perhaps behind a link to a large tree; what it has found is served',
    detail:
      'A walk ends after a time and a number of entries, so that a link to `/` does not occupy the machine.',
    remedy: 'remove the link, or serve the folders that hold the manifests.',
  },
  KZ_FOLDER_REPEATED: {
    meaning: 'a link leads to a folder that kubezone already reads',
    detail: 'Each folder is read once, by its first path.',
    remedy: 'remove the link.',
  },
  KZ_FOLDER_UNWATCHED: {
    meaning: 'the system cannot announce changes, so kubezone reads the folder at intervals',
    detail:
      'The system has a limit for watches, or the file system sends no events. Changes are seen at intervals.',
    remedy: 'raise `fs.inotify.max_user_watches`.',
  },
  KZ_FOLDER_UPDATE: {
    meaning: 'a change could not be applied',
    detail: 'This is a fault of kubezone. Answers stay as they were, and the next scan tries again.',
    remedy: 'report the fault with the lines of the log.',
  },
  KZ_INPUT_EMPTY: {
    meaning: 'standard input holds no manifests',
    detail:
      'The command before the pipe wrote nothing, most often because it failed. `check` reports `KZ_CHECK_EMPTY` instead.',
    remedy: 'run the command by itself; `set -o pipefail` lets a script notice its failure.',
  },
  KZ_CHART_UNRENDERED: {
    meaning: 'a folder is a Helm chart, which must be rendered first',
    detail: 'The templates of a chart become manifests when Helm renders them. kubezone reads no templates.',
    example: {
      files: {
        'chart/Chart.yaml': `apiVersion: v2
name: shop
version: 1.0.0
`,
        'chart/templates/web.yaml': `apiVersion: v1
kind: Service
metadata: {name: "{{ .Release.Name }}"}
`,
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
`,
      },
    },
    remedy: 'pipe `helm template` into kubezone, as the hint shows.',
  },
  KZ_HELMFILE: {
    meaning: 'a file or folder has releases of Helmfile, which must be rendered first',
    detail: 'Helmfile renders charts with their values. kubezone reads no releases.',
    example: {
      files: {
        'helmfile.yaml': `releases:
  - name: shop
    chart: stable/shop
`,
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
`,
      },
    },
    remedy: 'pipe `helmfile template` into kubezone.',
  },
  KZ_KUSTOMIZATION: {
    meaning:
      'a kustomization that no other one includes, or a part of it, is not applied, so it must be built first',
    detail:
      'kubezone follows the lists of resources, namespaces and affixes of names. Generators, patches and components need `kustomize build`.',
    example: {
      files: {
        'kustomization.yaml': `resources: [web.yaml]
namePrefix: shop-
patches:
  - target: {kind: Service}
    patch: '[{"op": "remove", "path": "/spec/selector"}]'
`,
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
`,
      },
    },
    remedy: 'pipe `kustomize build` into kubezone.',
  },
  KZ_KUSTOMIZE_BASE: {
    meaning:
      'the files of a base are not read, because several kustomizations rename its objects, each in another way',
    detail:
      'The objects of the base have another name in each kustomization, and one file can give its objects one name only.',
    example: {
      files: {
        'base/kustomization.yaml': `resources: [web.yaml]
`,
        'base/web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
`,
        'one/kustomization.yaml': `resources: [../base]
namePrefix: one-
`,
        'two/kustomization.yaml': `resources: [../base]
namePrefix: two-
`,
      },
    },
    remedy: 'serve one of the kustomizations, or pipe `kustomize build` into kubezone.',
  },
  KZ_KUSTOMIZE_PATCH: {
    meaning: 'a document is a patch of a kustomization, not an object',
    detail: 'The document changes an object that another file defines. It has no effect by itself.',
    example: {
      files: {
        'kustomization.yaml': `resources: [web.yaml]
patches: [{path: patch.yaml}]
`,
        'patch.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}}
`,
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
`,
      },
    },
    remedy: 'nothing, or pipe `kustomize build` into kubezone, so that the patch counts.',
  },
  KZ_SETTINGS_KEY: {
    meaning: '`kubezone.yaml` has an unknown key; its last good settings stay',
    example: {
      files: {
        'kubezone.yaml': `path: web.yaml
`,
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
`,
      },
    },
    remedy: 'the keys are `paths`, and in its items `path` and `namespace`.',
  },
  KZ_SETTINGS_VALUE: {
    meaning: 'a setting is not of the expected form; the last good settings stay',
    example: {
      files: {
        'kubezone.yaml': `paths:
  - path: web.yaml
    namespace: My_Shop
`,
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
`,
      },
    },
    remedy: 'the message tells what is expected.',
  },
  KZ_SETTINGS_PATH: {
    meaning: '`kubezone.yaml` names a path that does not exist',
    detail: 'The namespace of this path has no effect.',
    example: {
      files: {
        'kubezone.yaml': `paths:
  - path: shop
    namespace: shop
`,
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
`,
      },
    },
    remedy: 'correct the path; it is relative to `kubezone.yaml`.',
  },
  KZ_SETTINGS_IGNORED: {
    meaning: 'a `kubezone.yaml` is not in the root of a served folder',
    detail: 'Settings count in the root of a folder that is given to kubezone.',
    example: {
      files: {
        'shop/kubezone.yaml': `paths:
  - path: .
    namespace: shop
`,
        'shop/web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
`,
      },
    },
    remedy: 'move the file to the root, with paths from there.',
  },
  KZ_FILE_BINARY: {
    meaning: 'a file is not text in UTF-8',
    detail: 'YAML and JSON are text in UTF-8. The `>` of Windows PowerShell writes UTF-16.',
    remedy: 'save the file as UTF-8.',
  },
  KZ_FILE_SYNTAX: {
    meaning: 'a document is not YAML or JSON; its last good objects, or settings, stay',
    detail:
      'The other documents of the file are read. The objects that the document had before stay in force.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web
`,
      },
    },
    remedy: 'the place is where the parser notices the fault; the cause is often a line above.',
  },
  KZ_FILE_LIMIT: {
    meaning: 'a document exceeds a limit (depth, aliases, values)',
    detail:
      'A small file can describe a very large value, with aliases or nesting, so there are [limits](limits.md). The document is not read.',
    remedy: 'write the values without aliases.',
  },
  KZ_FILE_DUPLICATE_KEY: {
    meaning: 'a key is there twice in a mapping: the last one counts, as for kubectl',
    detail: 'kubectl takes the last of the two; other parsers refuse the file.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  ports: [{port: 80}]
  ports: [{port: 443}]
`,
      },
    },
    remedy: 'remove one of the two.',
  },
  KZ_FILE_INDENTATION: {
    meaning: 'a bracket or quote goes on in the column of its key: kubectl reads it, other parsers do not',
    detail: "kubectl's parser is lenient here. Other tools of a pipeline may refuse the file.",
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {
ports: [{port: 80}]
}
`,
      },
    },
    remedy: 'indent the line further than its key.',
  },
  KZ_FILE_TEMPLATE: {
    meaning:
      'a document is a template (Helm, envsubst, Flux, kustomize variables) that must be rendered first; those of one folder are one diagnostic',
    detail: 'Placeholders have to be replaced first; the message names the tool.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
`,
      },
    },
    remedy: 'render the file, and give kubezone the result, on standard input or in a folder.',
  },
  KZ_FILE_FOREIGN: {
    meaning: 'a document is not a Kubernetes object; several such files are one diagnostic',
    detail: 'Values of charts and settings of other tools lie beside manifests. They have no effect.',
    example: {
      files: {
        'values.yaml': `replicas: 3
`,
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
`,
      },
    },
    remedy: 'nothing, if the file is not meant as a manifest.',
  },
  KZ_FILE_MORE: {
    meaning: 'a file has more diagnostics than are shown',
    detail:
      'A file with hundreds of diagnostics repeats one mistake. The summary of `check` counts all, and its formats for programs have up to 10,000 errors and 10,000 others of a file.',
    remedy: 'correct the first ones; the others often go with them.',
  },
}
