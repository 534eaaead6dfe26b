import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['计算字段', '映射', '公式'],
  texts: {
    Compute: '计算',
    'Adds fields computed from the others, or replaces them.': '用其他字段计算出新字段，或替换已有字段。',
    Columns: '计算字段',
    'The computed fields; all of them read the fields as they come in.': '要计算的字段；它们都读取输入时的字段值。',
    'Name of the field; an existing field of this name is replaced.': '字段名；同名的已有字段会被替换。',
    'How it is computed.': '如何计算。',
    'A total, and a name in capital letters in place of the old one': '计算总额，并把名称替换为大写',
    'Text that is no number goes to its own port': '不是数字的文本走单独的端口',
  },
}
