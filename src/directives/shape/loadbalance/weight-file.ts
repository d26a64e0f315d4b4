/** The weights of a file, kept in step with it: the old ones stay where the new ones are wrong or gone. */
import type { Log } from '../../../report/log.ts'
import { PolledFile } from '../../../block/polled-file.ts'
import { parseWeights, type Weights } from './weights.ts'

/** A line for each address of ten thousand services fits in. */
const MAX_FILE_OCTETS = 4 * 1024 * 1024

export type WeightFile = PolledFile<Weights>

/** A period of 0: it is never looked at again. */
export function weightFileAt(path: string, periodMs: number, log: Log): WeightFile {
  return new PolledFile<Weights>(
    {
      path,
      periodMs,
      maxOctets: MAX_FILE_OCTETS,
      parse: (text) => {
        const { weights, diagnostics } = parseWeights(text, path)
        return { value: diagnostics.length === 0 ? weights : null, diagnostics }
      },
      contents: 'the weights',
      code: 'KZ_COREFILE_WEIGHT_FILE',
      changed: () => `plugin/loadbalance: new weights of ${path} are in use`,
    },
    new Map(),
    log,
  )
}
