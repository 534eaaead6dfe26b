import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['抽样', '随机', '比例'],
  texts: {
    Sample: '抽样',
    'Keeps a part of the rows.': '保留一部分行。',
    Fraction: '比例',
    'The part that is kept: 0.1 for a tenth.': '保留的比例：十分之一填 0.1。',
    'With them a part of their values is kept with all rows, always the same; without them each row is drawn by lot.':
      '填写后按字段值抽样，选中的值保留其全部行且每次相同；不填则逐行随机抽取。',
    'Half of the users, with everything that they do': '一半用户及其全部行为',
    'All rows': '所有行',
  },
}
