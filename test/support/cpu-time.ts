/** The CPU time of `work`. Unlike wall-clock time, a busy machine does not add to it. */
export function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
