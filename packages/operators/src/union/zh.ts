import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['合流', '汇合'],
  texts: {
    Union: '合并',
    'Joins the rows of several inputs into one stream.': '把多个输入的行合成一条流。',
    'All rows come through': '所有行都通过',
  },
}
