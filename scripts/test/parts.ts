/** Real parts that tests talk to and that do not come from the package registry. */
import { existsSync } from 'node:fs'
import { run, starts } from './command.ts'

export interface Part {
  name: string
  present(): boolean
  /** Debian packages that bring it. */
  packages: readonly string[]
}

const java: Part = {
  name: 'Java 17',
  present: () => starts('java', '-version'),
  packages: ['openjdk-17-jre-headless'],
}
const maven: Part = { name: 'Maven', present: () => starts('mvn', '--version'), packages: ['maven'] }

/** What the integration tests with Kafka need. */
export const kafkaParts: readonly Part[] = [java, maven]

/** What the stories of the editor need: a browser, and letters for both languages. */
const chromium: Part = {
  name: 'Chromium',
  present: () => ['chromium', 'chromium-browser', 'google-chrome'].some((name) => starts(name, '--version')),
  packages: ['chromium', 'fonts-noto-cjk'],
}
export const browserParts: readonly Part[] = [chromium]

const debian = () => existsSync('/etc/debian_version') && starts('apt-get', '--version')
/** System packages are installed only where that is plainly wanted. */
const mayInstall = () => debian() && (process.env.CI === 'true' || process.getuid?.() === 0)

/** Brings the missing parts where that is allowed. Returns why tests that need them cannot run, or nothing. */
export async function provide(parts: readonly Part[]): Promise<string | undefined> {
  const missing = parts.filter((part) => !part.present())
  if (missing.length === 0) return undefined
  const packages = missing.flatMap((part) => part.packages)
  if (mayInstall()) await install(packages)
  const absent = missing.filter((part) => !part.present()).map(({ name }) => name)
  if (absent.length === 0) return undefined
  return `${absent.join(' and ')} not found. On Debian: sudo apt-get install ${packages.join(' ')}`
}

async function install(packages: readonly string[]): Promise<void> {
  console.log(`Installing ${packages.join(' ')} …`)
  const root = process.getuid?.() === 0
  const apt = (...args: string[]) =>
    run(root ? 'apt-get' : 'sudo', root ? args : ['-n', 'apt-get', ...args], { DEBIAN_FRONTEND: 'noninteractive' })
  await apt('update', '-qq')
  await apt('install', '-y', '-qq', '--no-install-recommends', ...packages)
}
