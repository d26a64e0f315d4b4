/** One state of some zones, as queries find it: it never changes, and the next state is another object. */
import type { Answer } from '../../wire/answer.ts'
import type { AnyName } from '../../wire/name.ts'
import type { SuffixTable } from '../../zone/suffix-table.ts'
import type { Zone } from '../../zone/zone.ts'
import type { FailingNames } from './service-failures.ts'

export class ServedZones {
  /** By their origin. */
  readonly table: SuffixTable<Zone>
  readonly failing: FailingNames | null

  constructor(table: SuffixTable<Zone>, failing: FailingNames | null) {
    this.table = table
    this.failing = failing
  }

  /** What answers for a name that should have an address and has none, and for those below it; `null`: nothing does. */
  failureAt(name: AnyName): Answer | null {
    return this.failing === null ? null : this.failing.find(name)
  }
}
