// Which files are taken for what, as tables; and what a file is by its first bytes.
// (https://docs.stripe.com/file-upload#uploading-a-file)

const MB = 1024 * 1024

/** The types of file, as `file.type` has them, with their media types. */
export const MEDIA_TYPES = {
  apk: 'application/vnd.android.package-archive',
  csv: 'text/csv',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  pdf: 'application/pdf',
  pem: 'application/x-pem-file',
  png: 'image/png',
  svg: 'image/svg+xml',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const
export type FileType = keyof typeof MEDIA_TYPES

export interface Purpose {
  readonly types: readonly FileType[]
  /** Bytes. */
  readonly most: number
  /** Days until it is deleted. */
  readonly days?: number
  /** Whether its bytes are ever given out again. */
  readonly downloadable: boolean
}

const DOCUMENT: Purpose = { types: ['pdf', 'jpg', 'png'], most: 16 * MB, downloadable: false }
const BRANDING: Purpose = { types: ['jpg', 'png', 'gif'], most: 512 * 1024, downloadable: true }

/** Those that may be uploaded. The rows from `issuing_regulatory_reporting` on that say so are [K]. */
export const PURPOSES: Readonly<Record<string, Purpose>> = {
  account_requirement: DOCUMENT,
  additional_verification: DOCUMENT,
  business_icon: BRANDING,
  business_logo: BRANDING,
  customer_signature: { types: ['jpg', 'png', 'svg'], most: 4 * MB, days: 7, downloadable: true },
  // Nine months are 270 days: the file in the API's reference lives that long.
  dispute_evidence: { types: ['pdf', 'jpg', 'png'], most: 5 * MB, days: 270, downloadable: true },
  identity_document: DOCUMENT,
  issuing_logo: { types: ['jpg', 'png'], most: 512 * 1024, downloadable: true }, // [K]
  issuing_regulatory_reporting: DOCUMENT, // [K]
  pci_document: { types: ['pdf'], most: 16 * MB, downloadable: false },
  platform_terms_of_service: { types: ['pdf'], most: 16 * MB, downloadable: true }, // [K]
  tax_document_user_upload: {
    types: ['pdf', 'docx', 'xlsx', 'csv', 'jpg', 'png'],
    most: 16 * MB,
    downloadable: false,
  },
  terminal_android_apk: { types: ['apk'], most: 16 * MB, downloadable: false }, // [K]
  terminal_reader_splashscreen: { types: ['jpg', 'png', 'gif'], most: 2 * MB, downloadable: true }, // [K]
  terminal_wifi_certificate: { types: ['pem'], most: MB, downloadable: false }, // [K]
  terminal_wifi_private_key: { types: ['pem'], most: MB, downloadable: false }, // [K]
}

/** How files of a type begin, in Latin-1. */
const BEGINNINGS: readonly (readonly [beginning: string, types: readonly FileType[]])[] = [
  ['\x89PNG\r\n\x1a\n', ['png']],
  ['\xff\xd8\xff', ['jpg']],
  ['GIF87a', ['gif']],
  ['GIF89a', ['gif']],
  ['%PDF-', ['pdf']],
  ['-----BEGIN ', ['pem']],
  ['PK\x03\x04', ['docx', 'xlsx', 'apk']],
  ['<svg', ['svg']],
  ['<?xml', ['svg']],
]

/**
 * What a file is: by how it begins (its first bytes as Latin-1), and by the ending of its name only where several types
 * begin alike, or a type has no beginning of its own. Nothing for a file that is none of these.
 */
export function fileType(beginning: string, filename: string): FileType | undefined {
  const ending = filename.slice(filename.lastIndexOf('.') + 1).toLowerCase()
  const types = BEGINNINGS.find(([mark]) => beginning.startsWith(mark))?.[1]
  if (types) return types.length === 1 ? types[0] : types.find((type) => type === ending)
  return ending === 'csv' ? 'csv' : undefined
}
