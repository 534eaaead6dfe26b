import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['打印', '调试'],
  texts: {
    Print: '打印',
    'Shows rows on the terminal or in the log.': '在终端或日志中显示行。',
    Prefix: '前缀',
    'Text before every row.': '每行之前的文本。',
    'With a prefix': '带前缀',
  },
}
