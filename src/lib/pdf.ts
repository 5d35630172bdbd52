// A document of one page of text, for vouchers that are printed. (ISO 32000-1)

/** Points from the edges of an A4 page, and from line to line. */
const [LEFT, TOP, LEADING] = [56, 770, 22]

/** A title and lines of text, in a typeface that every reader has. Characters beyond Latin-1 become question marks. */
export function pdfPage(title: string, lines: readonly string[]): Buffer {
  const text = [
    `BT /F1 20 Tf ${LEFT} ${TOP} Td ${literal(title)} Tj`,
    `/F1 12 Tf 0 -${2 * LEADING} Td ${LEADING} TL`,
    ...lines.map((line) => `${literal(line)} Tj T*`),
    'ET',
  ].join('\n')
  return documentOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    `<< /Title ${literal(title)} >>`,
  ])
}

/** A string as PDF writes it: brackets and backslashes are escaped. */
const literal = (text: string): string =>
  `(${text.replace(/[^\x20-\x7e\xa0-\xff]/g, '?').replace(/[\\()]/g, (found) => `\\${found}`)})`

/** The objects by number, and the table that says at which byte each begins: every character is one byte. */
function documentOf(objects: readonly string[]): Buffer {
  let file = '%PDF-1.4\n'
  const places = objects.map((object, index) => {
    const place = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(place).padStart(10, '0')} 00000 n \n`
  })
  const size = objects.length + 1
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R /Info ${objects.length} 0 R >>\nstartxref\n${file.length}\n%%EOF\n`
  return Buffer.from(`${file}xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}${trailer}`, 'latin1')
}
