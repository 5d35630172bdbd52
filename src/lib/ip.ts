// Addresses of the Internet Protocol, as they are written.

/** Four numbers up to 255, or up to eight groups of hexadecimal digits with at most one gap (RFC 4291, without its mixed form). */
export function isIpAddress(text: string): boolean {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return text.split('.').every((part) => Number(part) <= 255)
  const halves = text.split('::')
  if (!text.includes(':') || halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const isWhole = halves.length === 2 ? groups.length < 8 : groups.length === 8
  return isWhole && groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))
}
