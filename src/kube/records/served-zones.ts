/** One published state of zones, which queries read. It never changes; the next state is another object. */
import type { Answer } from '../../wire/answer.ts'
import type { AnyName } from '../../wire/name.ts'
import type { SuffixTable } from '../../zone/suffix-table.ts'
import type { Zone } from '../../zone/zone.ts'
import type { FailingNames } from './service-failures.ts'

export class ServedZones {
  /** The zones by their origins. */
  readonly table: SuffixTable<Zone>
  readonly failing: FailingNames | null

  constructor(table: SuffixTable<Zone>, failing: FailingNames | null) {
    this.table = table
    this.failing = failing
  }

  /**
   * The answer at and below a name that lacks an address because a range is full; `null`: the name does not
   * fail.
   */
  failureAt(name: AnyName): Answer | null {
    return this.failing === null ? null : this.failing.find(name)
  }
}
