/** Every sentence about a problem that stands in the source must have its 中文. */
import { readdirSync, readFileSync } from 'node:fs'
import { sentenceText } from '../../apps/web/src/i18n/diagnostics.ts'
import { SOME, sentencesOf } from '../../apps/web/src/testing/sentencesOf.ts'
import { root } from './command.ts'

const FOLDERS = ['language', 'algebra', 'operators', 'pipeline', 'engine', 'connectors']
  .map((name) => `packages/${name}/src/`)
  .concat('apps/runner/src/')

/** Tests, texts, and what only the command line, the terminal of the runner or the interpreter of tests says. */
const NOT_SHOWN =
  /\.test\.ts$|\/testing\/|examples\.ts$|zh\.ts$|src\/(cli|server|reference)\/|dataDirectory\.ts$|security\/keys\.ts$/

/** Sentences about sentences that have none. */
export const untranslatedSentences = (): string[] =>
  FOLDERS.flatMap(filesOf).flatMap((file) =>
    sentencesOf(readFileSync(root + file, 'utf8'))
      .filter((sentence) => !/\p{Script=Han}/u.test(sentenceText(sentence.replaceAll(SOME, 'X1'), 'zh')))
      .map((sentence) => `${file} says what apps/web/src/i18n/*.zh.ts have no 中文 for: ${sentence}`),
  )

const filesOf = (folder: string) =>
  readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .map((file) => folder + file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !NOT_SHOWN.test(file))
