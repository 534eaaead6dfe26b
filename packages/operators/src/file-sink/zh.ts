import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['导出', '保存'],
  texts: {
    'Writes rows to a file as NDJSON.': '把行以 NDJSON 写入文件。',
    'The file; a relative path begins at the folder of the pipeline. A new run replaces it.':
      '文件；相对路径从流水线所在文件夹开始。新的运行会覆盖它。',
    'A file beside the pipeline': '流水线旁边的文件',
  },
}
