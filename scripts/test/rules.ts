/** What neither types nor the linter can say: where the outside world may be touched, and where code may be made. */
import { readdirSync, readFileSync } from 'node:fs'
import { stalePages } from '../docs/pages.ts'
import { root } from './command.ts'
import { untranslatedSentences } from './sentences.ts'

interface Rule {
  what: string
  pattern: RegExp
  /** Files that the rule is about, by their path from the root. */
  applies(file: string): boolean
}

const product = (file: string) => !/\.test\.ts$|\/testing\//.test(file)
/** Packages that take clock, randomness, disk and network as parameters; so simulation and replay are possible. */
const pure = (file: string) =>
  product(file) && /^packages\/(language|algebra|operators|pipeline|engine|flink)\/src\//.test(file)

const shipped = (file: string) => product(file) && /^(packages|apps)\//.test(file)

const rules: readonly Rule[] = [
  { what: 'reads the clock', pattern: /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/, applies: pure },
  { what: 'draws random numbers', pattern: /\bMath\.random\b|\bcrypto\.(randomUUID|getRandomValues)\b/, applies: pure },
  { what: 'sets a timer', pattern: /\b(setTimeout|setInterval|setImmediate)\(/, applies: pure },
  { what: 'depends on Node', pattern: /from 'node:|import\('node:|\bprocess\.\w/, applies: pure },
  {
    what: 'makes code from text',
    pattern: /\bnew Function\b|\beval\(|from 'node:vm'/,
    applies: (file) => shipped(file) && file !== 'packages/language/src/generate/compile.ts',
  },
  { what: 'puts raw HTML on a page', pattern: /dangerouslySetInnerHTML|\.innerHTML\b/, applies: shipped },
]

/** Sentences about what breaks a rule. */
export function brokenRules(): string[] {
  return [...stalePages(), ...unnamedDifferences(), ...untranslatedSentences(), ...brokenLines()]
}

/** Recorded results that tests accept as different, but that the page does not name. */
function unnamedDifferences(): string[] {
  const page = readFileSync(`${root}docs/differences.md`, 'utf8')
  const lists = [
    ['packages/language/src/vectors.test.ts', /const ACCEPTED[^{]*\{([\s\S]*?)\n\}/],
    ['packages/operators/src/vectors.test.ts', /const differing[^{]*\{([\s\S]*?)\n\}/],
  ] as const
  return lists.flatMap(([file, list]) => {
    const found = list.exec(readFileSync(root + file, 'utf8'))?.[1]
    if (found === undefined) return [`${file} has no list of accepted differences`]
    return [...found.matchAll(/^\s*(?:'([^']*)'|"([^"]*)"):/gm)]
      .map(([, single, double]) => single ?? double!)
      .filter((name) => !page.includes(`\`${name}\``))
      .map((name) => `docs/differences.md does not name ${name} of ${file}`)
  })
}

function brokenLines(): string[] {
  return sourceFiles().flatMap((file) => {
    const applying = rules.filter((rule) => rule.applies(file))
    if (applying.length === 0) return []
    const lines = readFileSync(root + file, 'utf8').split('\n')
    return applying.flatMap(({ what, pattern }) =>
      lines.flatMap((line, i) =>
        pattern.test(line) && !isComment(line) ? [`${file}:${i + 1} ${what}: ${line.trim()}`] : [],
      ),
    )
  })
}

const isComment = (line: string) => /^\s*(\*|\/\/|\/\*)/.test(line)

function sourceFiles(): string[] {
  return ['packages', 'apps', 'scripts'].flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
      .filter((file) => /\.tsx?$/.test(file) && !file.includes('node_modules/') && !file.includes('/dist/')),
  )
}

if (import.meta.main) {
  const broken = brokenRules()
  for (const sentence of broken) console.error(sentence)
  process.exitCode = broken.length === 0 ? 0 : 1
}
