/** Abbreviations and English names of time zones, as Java writes and reads them. */
import { HOUR, MINUTE } from './calendar.ts'
import { UTC, type Zone, zoneOf } from './zone.ts'

/** Abbreviations by group of zones: normal, then summer time; for zones whose platform name is only an offset. */
const ABBREVIATIONS: readonly (readonly [normal: string, summer: string, zones: string])[] = [
  [
    'CET',
    'CEST',
    'CET Europe/Berlin Europe/Paris Europe/Madrid Europe/Rome Europe/Vienna Europe/Zurich Europe/Amsterdam Europe/Brussels Europe/Prague Europe/Warsaw Europe/Stockholm Europe/Oslo Europe/Copenhagen Europe/Budapest Europe/Belgrade Europe/Luxembourg Europe/Monaco Europe/Malta Europe/Zagreb Europe/Ljubljana Europe/Bratislava Europe/Sarajevo Europe/Skopje Europe/Tirane Europe/Andorra Europe/Vaduz Europe/San_Marino Europe/Vatican Europe/Busingen Europe/Gibraltar Europe/Podgorica Africa/Ceuta Arctic/Longyearbyen',
  ],
  [
    'EET',
    'EEST',
    'EET Europe/Athens Europe/Helsinki Europe/Kiev Europe/Kyiv Europe/Bucharest Europe/Sofia Europe/Riga Europe/Tallinn Europe/Vilnius Asia/Beirut',
  ],
  ['WET', 'WEST', 'WET Europe/Lisbon Atlantic/Madeira Atlantic/Canary'],
  ['GMT', 'BST', 'Europe/London Europe/Belfast Europe/Jersey Europe/Guernsey Europe/Isle_of_Man GB'],
  ['GMT', 'IST', 'Europe/Dublin Eire'],
  ['MSK', 'MSD', 'Europe/Moscow'],
  ['IST', 'IST', 'Asia/Kolkata Asia/Calcutta'],
  ['CST', 'CDT', 'Asia/Shanghai Asia/Taipei PRC'],
  ['HKT', 'HKST', 'Asia/Hong_Kong'],
  ['JST', 'JDT', 'Asia/Tokyo Japan'],
  ['KST', 'KDT', 'Asia/Seoul'],
  ['SGT', 'SGT', 'Asia/Singapore'],
  ['AEST', 'AEDT', 'Australia/Sydney Australia/Melbourne Australia/Hobart Australia/Canberra'],
  ['AEST', 'AEST', 'Australia/Brisbane'],
  ['NZST', 'NZDT', 'Pacific/Auckland'],
]

const byZone = new Map<string, readonly [string, string]>()
for (const [normal, summer, zones] of ABBREVIATIONS)
  for (const zone of zones.split(' ')) byZone.set(zone, [normal, summer])

/** The smaller offset of two seasons is that of normal time. */
function isSummer(zone: Zone, instant: number): boolean {
  const offset = zone.offsetAt(instant)
  const season = 91 * 24 * HOUR
  return [-2, -1, 1, 2].some((seasons) => offset > zone.offsetAt(instant + seasons * season))
}

/** `CET`, or in full `Central European Standard Time`. */
export function zoneName(zone: Zone, instant: number, full: boolean): string {
  if (zone.name === 'UTC') return full ? 'Coordinated Universal Time' : 'UTC'
  const summer = isSummer(zone, instant)
  const known = byZone.get(zone.name)
  if (known && !full) return known[summer ? 1 : 0]
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone.name, timeZoneName: full ? 'long' : 'short' })
    return format.formatToParts(seasonOf(zone, summer)).find(({ type }) => type === 'timeZoneName')?.value ?? zone.name
  } catch {
    return offsetName(zone.offsetAt(instant))
  }
}

const JANUARY = 1705276800000
const JULY = 1721001600000

/** A moment of our days in normal or summer time: old names of a zone are not its names. */
const seasonOf = (zone: Zone, summer: boolean) =>
  zone.offsetAt(JULY) > zone.offsetAt(JANUARY) === summer ? JULY : JANUARY

const two = (value: number) => String(value).padStart(2, '0')
const offsetName = (offset: number) =>
  `GMT${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / HOUR))}:${two((Math.abs(offset) % HOUR) / MINUTE)}`

/** Offsets that abbreviations stand for, in hours. */
const OFFSETS: Record<string, number> = {
  UTC: 0,
  GMT: 0,
  WET: 0,
  WEST: 1,
  BST: 1,
  CET: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  IST: 5.5,
  JST: 9,
  KST: 9,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  AKST: -9,
  AKDT: -8,
  HST: -10,
}

/** The zone name at a place of a text: how long it is, and its offset. */
export function readZoneName(text: string, at: number): { end: number; offset: number } | undefined {
  const name = /^[A-Za-z]{2,5}(?![A-Za-z])/.exec(text.slice(at, at + 12))?.[0]
  const hours = name === undefined ? undefined : OFFSETS[name.toUpperCase()]
  return hours === undefined ? undefined : { end: at + name!.length, offset: hours * HOUR }
}

const TABLES_BEGIN = -2208988800000
const olderZones = new Map<string, Zone>()

/** A zone as java.util.TimeZone knows it: its tables begin in 1900, before that it has its normal time of today. */
export function olderZone(zone: Zone): Zone {
  const known = olderZones.get(zone.name)
  if (known) return known
  const normal = Math.min(zone.offsetAt(JANUARY), zone.offsetAt(JULY))
  const older: Zone = {
    name: zone.name,
    offsetAt: (instant) => (instant < TABLES_BEGIN ? normal : zone.offsetAt(instant)),
  }
  if (olderZones.size < 1000) olderZones.set(zone.name, older)
  return older
}

/**
 * A zone as java.util.TimeZone.getTimeZone reads its name: GMT with an offset, the names of the tables, and UTC for anything else.
 */
export function lenientZone(name: string): Zone {
  const match = /^GMT([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(name)
  if (match) return (Number(match[2]) < 24 && Number(match[3] ?? 0) < 60 && zoneOf(name)) || UTC
  if (/^UTC?[+-]/.test(name) || !/^[A-Z][A-Za-z0-9_]*([/+-][A-Z0-9][A-Za-z0-9_]*)*$/.test(name)) return UTC
  const zone = zoneOf(JAVA_NAMES[name] ?? name)
  return zone ? olderZone(zone) : UTC
}

/** Three letters that Java still knows as zones. */
const JAVA_NAMES: Record<string, string> = {
  PST: 'America/Los_Angeles',
  CST: 'America/Chicago',
  JST: 'Asia/Tokyo',
  IST: 'Asia/Kolkata',
  ECT: 'Europe/Paris',
  ACT: 'Australia/Darwin',
  AET: 'Australia/Sydney',
  AGT: 'America/Argentina/Buenos_Aires',
  ART: 'Africa/Cairo',
  AST: 'America/Anchorage',
  BET: 'America/Sao_Paulo',
  BST: 'Asia/Dhaka',
  CAT: 'Africa/Harare',
  CNT: 'America/St_Johns',
  CTT: 'Asia/Shanghai',
  EAT: 'Africa/Addis_Ababa',
  IET: 'America/Indiana/Indianapolis',
  MIT: 'Pacific/Apia',
  NET: 'Asia/Yerevan',
  NST: 'Pacific/Auckland',
  PLT: 'Asia/Karachi',
  PNT: 'America/Phoenix',
  PRT: 'America/Puerto_Rico',
  SST: 'Pacific/Guadalcanal',
  VST: 'Asia/Ho_Chi_Minh',
  EST: '-05:00',
  MST: '-07:00',
  HST: '-10:00',
}
