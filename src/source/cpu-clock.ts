/**
 * Measures the CPU time of a thread from the main thread. Wall-clock time does not tell a thread that hangs
 * from one that waits for a busy machine.
 */

export class CpuClock {
  readonly #process = process.cpuUsage()
  readonly #loop = performance.eventLoopUtilization()

  /**
   * The CPU time since the start of the clock that the main thread has not used, in milliseconds. Where the
   * main thread waits for a processor, it is less than that: the time in which its event loop was active
   * counts as its CPU time.
   */
  elapsedMs(): number {
    const { user, system } = process.cpuUsage(this.#process)
    const { active } = performance.eventLoopUtilization(this.#loop)
    return Math.max(0, (user + system) / 1_000 - active)
  }
}
