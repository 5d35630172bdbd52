// The language of the Dashboard: German where the browser prefers it, English otherwise, or the one that was chosen.

export type Language = 'en' | 'de'

const KEPT = 'brindle.language'

function chosen(): Language {
  const kept = localStorage.getItem(KEPT)
  if (kept === 'en' || kept === 'de') return kept
  const first = navigator.languages
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .find((base) => base === 'en' || base === 'de')
  return first === 'de' ? 'de' : 'en'
}

/** Is the same until the page is loaded again. */
export const language: Language = chosen()

/** Loads the page again in another language. */
export function speak(other: Language): void {
  localStorage.setItem(KEPT, other)
  location.reload()
}

/** The words of a page in the language that is spoken. Each page has its own beside it; the compiler sees that none is missing. */
export const words = <W>(all: Readonly<Record<Language, W>>): W => all[language]

/** What stands on many pages. */
export const COMMON = words({
  en: {
    all: 'All',
    archive: 'Archive',
    archived: 'Archived',
    active: 'Active',
    cancel: 'Cancel',
    close: 'Close',
    copied: 'Copied',
    copy: 'Copy',
    created: 'Created',
    currency: 'Currency',
    customer: 'Customer',
    delete: 'Delete',
    description: 'Description',
    details: 'Details',
    edit: 'Edit',
    email: 'Email',
    events: 'Events',
    metadata: 'Metadata',
    name: 'Name',
    newer: 'Newer',
    no: 'No',
    none: 'None',
    nothing: 'There is nothing here yet.',
    older: 'Older',
    amount: 'Amount',
    refresh: 'Refresh',
    save: 'Save',
    search: 'Search',
    status: 'Status',
    unnamed: 'Unnamed',
    yes: 'Yes',
  },
  de: {
    all: 'Alle',
    archive: 'Archivieren',
    archived: 'Archiviert',
    active: 'Aktiv',
    cancel: 'Abbrechen',
    close: 'Schließen',
    copied: 'Kopiert',
    copy: 'Kopieren',
    created: 'Erstellt',
    currency: 'Währung',
    customer: 'Kunde',
    delete: 'Löschen',
    description: 'Beschreibung',
    details: 'Einzelheiten',
    edit: 'Bearbeiten',
    email: 'E-Mail-Adresse',
    events: 'Ereignisse',
    metadata: 'Metadaten',
    name: 'Name',
    newer: 'Neuere',
    no: 'Nein',
    none: 'Keine',
    nothing: 'Hier ist noch nichts.',
    older: 'Ältere',
    amount: 'Betrag',
    refresh: 'Neu laden',
    save: 'Speichern',
    search: 'Suchen',
    status: 'Status',
    unnamed: 'Ohne Namen',
    yes: 'Ja',
  },
})
