import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['日志文件', '读取文件'],
  texts: {
    'Reads the lines of a file: NDJSON, CSV or text.': '逐行读取文件：NDJSON、CSV 或文本。',
    Follow: '持续跟随',
    'The file; a relative path begins at the folder of the pipeline.': '文件；相对路径从流水线所在文件夹开始。',
    'How a line is read.': '如何解析一行。',
    'One JSON object per line.': '每行一个 JSON 对象。',
    'The first line names the fields.': '首行是字段名。',
    'Wait for more lines at the end of the file.': '到文件末尾后继续等待新行。',
    'Flights from a file': '来自文件的航班',
  },
}
