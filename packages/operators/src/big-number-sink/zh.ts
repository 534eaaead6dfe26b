import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['指标', '数字', '总数', '大屏'],
  texts: {
    'Big number': '大数字',
    'Shows one value in large figures.': '用大号数字显示一个值。',
    Label: '标签',
    Unit: '单位',
    Comparison: '对比字段',
    'The field with the number.': '数字所在的字段。',
    'What the number is, in a few words.': '用几个词说明这个数字。',
    'Its unit: ¥, %, ms …': '单位：¥、%、ms……',
    'A field with the number to compare with; without it the value before.':
      '用来对比的数字字段；不填则与上一个值对比。',
    'Revenue of the last minute': '最近一分钟的营收',
  },
}
