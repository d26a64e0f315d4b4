/**
 * `$GENERATE START-STOP[/STEP] OWNER [TTL] [CLASS] TYPE RDATA` in zone files, as in BIND: one record for each
 * number of the range.
 */

/** The largest number of records of one `$GENERATE`. */
export const MAX_GENERATED = 65_536

export interface GenerateRange {
  readonly start: number
  /** Inclusive. */
  readonly stop: number
  readonly step: number
}

/** Parses `START-STOP[/STEP]`; `null` for other text, and for more than `MAX_GENERATED` numbers. */
export function parseGenerateRange(text: string): GenerateRange | null {
  const match = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(text)
  const [start, stop, step] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3] ?? 1)]
  if (match === null || step < 1 || stop < start || (stop - start) / step >= MAX_GENERATED) return null
  return { start, stop, step }
}

/** Replaces `$` with the number, `${OFFSET,WIDTH,BASE}` with a form of it, and `\$` with a dollar sign. */
export function fillIn(text: string, number: number): string {
  return text.replace(
    /\\\$|\$(?:\{(-?\d{1,10})(?:,(\d{1,2})(?:,([doxX]))?)?\})?/g,
    (match, offset, width, base) => {
      if (match === '\\$') return '$'
      const value = Math.max(0, number + Number(offset ?? 0))
      const digits =
        base === 'o' ? value.toString(8) : base === 'x' || base === 'X' ? value.toString(16) : String(value)
      return (base === 'X' ? digits.toUpperCase() : digits).padStart(Number(width ?? 0), '0')
    },
  )
}
