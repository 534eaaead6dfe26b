/** English names of months, weekdays and eras, as Java 17 writes them in the locale `en`. */
export const MONTHS = 'January February March April May June July August September October November December'.split(' ')
/** Monday first. */
export const WEEKDAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ')
export const HALVES = ['AM', 'PM']
export const ERAS = { short: ['BC', 'AD'], full: ['Before Christ', 'Anno Domini'], narrow: ['B', 'A'] }
export const firstThree = (name: string) => name.slice(0, 3)
export const firstOne = (name: string) => name.slice(0, 1)
