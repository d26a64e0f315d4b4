/**
 * Runs fuzz tests: for KZ_FUZZ_MS (2 s; 10 s in CI), from KZ_SEED or a new seed each time. A failure reports
 * its seed, and the same seed makes the same inputs.
 */
import * as fc from 'fast-check'

function fromEnvironment(name: string, otherwise: number): number {
  const text = process.env[name]
  if (text === undefined || text === '') return otherwise
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`${name}=${text}: expected a whole number`)
  return value
}

const FUZZ_MS = fromEnvironment('KZ_FUZZ_MS', process.env['CI'] === 'true' ? 10_000 : 2_000)
const SEED = fromEnvironment('KZ_SEED', Math.floor(Math.random() * 2 ** 31))
/** The timeout of a test: the time for inputs, and time to find the smallest failing input. */
export const TIMEOUT_MS = 3 * FUZZ_MS + 120_000

export async function fuzz<Input>(
  inputs: fc.Arbitrary<Input>,
  check: (input: Input) => void | Promise<void>,
) {
  const property = fc.asyncProperty(inputs, async (input) => check(input))
  const run = async (seed: number, limits: fc.Parameters<[Input]>): Promise<void> => {
    const details = await fc.check(property, { seed, ...limits })
    if (!details.failed) return
    const report = `KZ_SEED=${SEED} reproduces this\n${String(details.errorInstance)}\n${fc.defaultReportMessage(details)}`
    throw new Error(report, { cause: details.errorInstance })
  }
  // A minimum of runs, even on a busy machine.
  await run(SEED, { numRuns: 10 })
  await run(SEED + 1, {
    numRuns: 2 ** 31 - 1,
    interruptAfterTimeLimit: FUZZ_MS,
    markInterruptAsFailure: false,
  })
}
