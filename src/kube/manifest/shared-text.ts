/**
 * One copy of a text for all objects that hold it. What a YAML parser hands out beyond twelve characters is a view of the
 * file's whole text and keeps that alive; and ten thousand objects repeat the same few hundred names.
 */

/**
 * The same text, shared and in a piece of its own. A property name is unique in V8, held only as long as somebody uses it,
 * so this table of tables needs neither a limit nor a sweep.
 */
export function sharedText(text: string): string {
  const holder: Record<string, null> = Object.create(null)
  holder[text] = null
  for (const name in holder) return name
  return text
}
