// Texts and names as SQL has them.

/** A text. */
export const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`
/** A name, whatever is in it. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`
