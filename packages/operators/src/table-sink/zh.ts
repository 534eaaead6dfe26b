import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['结果表', '视图', '榜单'],
  texts: {
    'Keeps rows as a table to look at.': '把行保存为可查看的表格。',
    'Most rows that are kept; the oldest go first.': '最多保留的行数；超出时最旧的先移除。',
    'The newest hundred rows': '最新的一百行',
  },
}
