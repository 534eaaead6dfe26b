import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['日志文件', '读取文件'],
  texts: {
    'Reads the lines of a file: NDJSON, CSV or text.': '逐行读取文件：NDJSON、CSV 或文本。',
    Follow: '持续跟随',
    'Wait for more lines at the end of the file.': '到文件末尾后继续等待新行。',
    'Flights from a file': '来自文件的航班',
  },
}
