/**
 * One copy of a text for all objects that hold it. A string of a YAML parser with more than twelve characters
 * is a slice of the file's text in V8, and keeps that text in memory; and ten thousand objects repeat a few
 * hundred names.
 */

/**
 * The same text as a shared, flat string. V8 internalizes property names, and frees an internalized string
 * without references, so this needs no table with a limit or eviction.
 */
export function sharedText(text: string): string {
  const holder: Record<string, null> = Object.create(null)
  holder[text] = null
  for (const name in holder) return name
  return text
}
