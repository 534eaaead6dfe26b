/** The few words of the editor of expressions itself, in both languages. */
export type ExpressionLanguage = 'en' | 'zh'

const words = {
  en: {
    field: 'Fields',
    row: 'Inputs',
    value: 'Values',
    function: 'Functions',
    aggregate: 'Aggregates',
    keyword: 'Keywords',
    type: 'Types',
    unit: 'Units',
    nullable: 'may be NULL',
    sample: 'Selected row',
    example: 'Example',
    alias: 'Also called',
    beyondFlink: 'Not in Flink SQL.',
    result: 'Value for the selected row',
    fails: 'This row fails:',
    label: 'Expression',
  },
  zh: {
    field: '字段',
    row: '输入',
    value: '值',
    function: '函数',
    aggregate: '聚合',
    keyword: '关键字',
    type: '类型',
    unit: '单位',
    nullable: '可为 NULL',
    sample: '所选行',
    example: '示例',
    alias: '别名',
    beyondFlink: 'Flink SQL 中没有。',
    result: '所选行的值',
    fails: '该行出错：',
    label: '表达式',
  },
} as const

export type ExpressionWord = keyof (typeof words)['en']
export const word = (language: ExpressionLanguage, key: ExpressionWord): string => words[language][key]
