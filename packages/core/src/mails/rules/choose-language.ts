/** The languages to try for somebody, the best first: the wanted one, without its region, and the house's. */
export function languagesFor(wanted: string | null | undefined, house: string): readonly string[] {
  const own = wanted?.toLowerCase() ?? '';
  const [primary = ''] = own.split('-');
  return [...new Set([own, primary, house, 'en'])].filter((one) => one !== '');
}
