/** Follows a file of weights. While the file is faulty or missing, the last good weights stay in use. */
import type { Block } from '../../../block/definition.ts'
import { PolledFile } from '../../../block/polled-file.ts'
import { parseWeights, type Weights } from './weights.ts'

/** Enough for a line for each address of ten thousand services. */
const MAX_FILE_OCTETS = 4 * 1024 * 1024

export type WeightFile = PolledFile<Weights>

/** A period of 0: the file is not polled. */
export function weightFileAt(
  path: string,
  periodMs: number,
  { files, log }: Pick<Block, 'files' | 'log'>,
): WeightFile {
  return new PolledFile<Weights>(
    {
      path,
      periodMs,
      maxOctets: MAX_FILE_OCTETS,
      files,
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
